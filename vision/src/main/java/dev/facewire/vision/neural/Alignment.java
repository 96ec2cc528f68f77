package dev.facewire.vision.neural;

import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.model.AlignmentTemplate;

/**
 * A turn, a scale and a shift in the plane, from a picture to an aligned crop: (x, y) is at (a x − b y + tx, b x + a y + ty). Both in
 * pixels, the first of which reaches from 0 to 1. Pure.
 */
record Alignment(double a, double b, double tx, double ty) {
    private static final int NOSE_TIP = 1;
    private static final int RIGHT_MOUTH_CORNER = 61;
    private static final int LEFT_MOUTH_CORNER = 291;

    /** The one that lays a face's five points over a template's as well as it can. */
    static Alignment of(Landmarks face, AlignmentTemplate template, int size) {
        return between(fivePoints(face), template.points(size));
    }

    /**
     * The five points that recognition networks align by, of the mesh's 468: the middles of the eyes are those between their
     * corners, which a blink or a glance does not move.
     */
    static double[] fivePoints(Landmarks face) {
        double[] right = FaceMesh.eyeCorners(0, face.xyz());
        double[] left = FaceMesh.eyeCorners(1, face.xyz());
        return new double[] {
            right[0],
            right[1],
            left[0],
            left[1],
            face.x(NOSE_TIP),
            face.y(NOSE_TIP),
            face.x(RIGHT_MOUTH_CORNER),
            face.y(RIGHT_MOUTH_CORNER),
            face.x(LEFT_MOUTH_CORNER),
            face.y(LEFT_MOUTH_CORNER)
        };
    }

    /**
     * Least squares over points (x, y). In the plane the similarity is linear in a, b, tx and ty, so that its normal equations have this
     * closed form; it never mirrors.
     *
     * @throws IllegalArgumentException where the points are all in one place
     */
    static Alignment between(double[] from, double[] to) {
        int n = from.length / 2;
        double[] mean = new double[4];
        for (int i = 0; i < n; i++) {
            mean[0] += from[2 * i] / n;
            mean[1] += from[2 * i + 1] / n;
            mean[2] += to[2 * i] / n;
            mean[3] += to[2 * i + 1] / n;
        }
        double squares = 0;
        double along = 0;
        double across = 0;
        for (int i = 0; i < n; i++) {
            double x = from[2 * i] - mean[0];
            double y = from[2 * i + 1] - mean[1];
            double u = to[2 * i] - mean[2];
            double v = to[2 * i + 1] - mean[3];
            squares += x * x + y * y;
            along += x * u + y * v;
            across += x * v - y * u;
        }
        double a = along / squares;
        double b = across / squares;
        if (!Double.isFinite(a) || !Double.isFinite(b) || a * a + b * b == 0) {
            throw new IllegalArgumentException("the five points of the face are in one place");
        }
        return new Alignment(a, b, mean[2] - a * mean[0] + b * mean[1], mean[3] - b * mean[0] - a * mean[1]);
    }

    /** Crop pixels for each pixel of the picture. */
    double scale() {
        return Math.hypot(a, b);
    }

    double cropX(double x, double y) {
        return a * x - b * y + tx;
    }

    double cropY(double x, double y) {
        return b * x + a * y + ty;
    }

    /** Where a place of the crop is in the picture, (x, y). */
    double[] picture(double u, double v) {
        double square = a * a + b * b;
        return new double[] {(a * (u - tx) + b * (v - ty)) / square, (a * (v - ty) - b * (u - tx)) / square};
    }

    /** The same, for a picture whose corner is at (x, y). */
    Alignment from(double x, double y) {
        return new Alignment(a, b, cropX(x, y), cropY(x, y));
    }
}
