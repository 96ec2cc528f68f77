package dev.facewire.vision.face;

/**
 * Calms a face's landmarks without slowing its mouth: where the head is and how it is turned is filtered lightly, and
 * the shape in the head's own frame more. The two settings were found on real clips: jitter on a frozen frame falls to a
 * third, and the mouth does not lag (docs/explanation/mesh-engine.md). Not thread-safe.
 */
public final class LandmarkFilter {
    /** Points that hardly move with an expression: eye corners and the bridge of the nose. */
    private static final int[] STEADY = {33, 263, 133, 362, 168, 6, 197, 195, 5, 4, 1, 2};
    /** Frames further apart than this have nothing to do with each other. */
    private static final double LONGEST_GAP_S = 0.5;

    private OneEuro shape;
    private OneEuro pose;
    private long lastNanos;

    /** Forgets the past: after a loss, or for another face. */
    public void reset() {
        shape = null;
        pose = null;
    }

    /** The calmed landmarks of a frame that arrived then. */
    public Landmarks next(Landmarks face, long arrivedNanos) {
        double seconds = Math.max(0.001, (arrivedNanos - lastNanos) / 1e9);
        lastNanos = arrivedNanos;
        if (shape == null || seconds > LONGEST_GAP_S) {
            shape = new OneEuro(1, 60);
            pose = new OneEuro(2, 120);
        }
        double[] p = face.xyz();
        double[] frame = {
            0,
            0,
            0,
            p[FaceMesh.LEFT_EYE_OUTER * 3] - p[FaceMesh.RIGHT_EYE_OUTER * 3],
            p[FaceMesh.LEFT_EYE_OUTER * 3 + 1] - p[FaceMesh.RIGHT_EYE_OUTER * 3 + 1]
        };
        for (int vertex : STEADY) {
            for (int k = 0; k < 3; k++) {
                frame[k] += p[vertex * 3 + k] / STEADY.length;
            }
        }
        double[] calmFrame = pose.next(frame, face.eyeDistance(), seconds);
        double[] calm = shape.next(toFrame(p, frame), 1, seconds);
        return new Landmarks(fromFrame(calm, calmFrame));
    }

    private static double[] toFrame(double[] p, double[] f) {
        double squares = f[3] * f[3] + f[4] * f[4];
        double length = Math.sqrt(squares);
        double[] out = new double[p.length];
        for (int i = 0; i < p.length; i += 3) {
            double x = p[i] - f[0];
            double y = p[i + 1] - f[1];
            out[i] = (f[3] * x + f[4] * y) / squares;
            out[i + 1] = (-f[4] * x + f[3] * y) / squares;
            out[i + 2] = (p[i + 2] - f[2]) / length;
        }
        return out;
    }

    private static double[] fromFrame(double[] q, double[] f) {
        double length = Math.hypot(f[3], f[4]);
        double[] out = new double[q.length];
        for (int i = 0; i < q.length; i += 3) {
            out[i] = f[3] * q[i] - f[4] * q[i + 1] + f[0];
            out[i + 1] = f[4] * q[i] + f[3] * q[i + 1] + f[1];
            out[i + 2] = q[i + 2] * length + f[2];
        }
        return out;
    }
}
