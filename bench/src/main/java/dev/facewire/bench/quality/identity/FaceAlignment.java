package dev.facewire.bench.quality.identity;

import dev.facewire.bench.quality.measure.Affine;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;

/** Lays a face over ArcFace's five points (eyes, nose, corners of the mouth) by a turn, a scale and a shift. Pure. */
public final class FaceAlignment {
    /** Side of the picture in which {@link #TEMPLATE} is given. */
    public static final int SIDE = 112;

    /** From the insightface project, {@code face_align.py}. */
    private static final double[][] TEMPLATE = {
        {38.2946, 51.6963}, {73.5318, 51.5014}, {56.0252, 71.7366}, {41.5493, 92.3655}, {70.7299, 92.2041}
    };

    private static final int[][] PAIRS = {
        {FaceMesh.RIGHT_EYE_OUTER, FaceMesh.RIGHT_EYE_INNER},
        {FaceMesh.LEFT_EYE_INNER, FaceMesh.LEFT_EYE_OUTER},
        {1, 1},
        {61, 61},
        {291, 291}
    };

    private FaceAlignment() {}

    /** The five points of a face: 5 × (x, y). */
    public static double[][] fivePoints(Landmarks face) {
        double[][] points = new double[PAIRS.length][2];
        for (int i = 0; i < PAIRS.length; i++) {
            points[i][0] = (face.x(PAIRS[i][0]) + face.x(PAIRS[i][1])) / 2;
            points[i][1] = (face.y(PAIRS[i][0]) + face.y(PAIRS[i][1])) / 2;
        }
        return points;
    }

    /** From the picture to the template's 112 × 112, by least squares. */
    public static Affine toTemplate(double[][] five) {
        double[] from = centre(five);
        double[] to = centre(TEMPLATE);
        double a = 0;
        double b = 0;
        double n = 0;
        for (int i = 0; i < five.length; i++) {
            double x = five[i][0] - from[0];
            double y = five[i][1] - from[1];
            double u = TEMPLATE[i][0] - to[0];
            double v = TEMPLATE[i][1] - to[1];
            a += x * u + y * v;
            b += x * v - y * u;
            n += x * x + y * y;
        }
        a /= n;
        b /= n;
        return new Affine(a, -b, to[0] - (a * from[0] - b * from[1]), b, a, to[1] - (b * from[0] + a * from[1]));
    }

    private static double[] centre(double[][] points) {
        double[] centre = new double[2];
        for (double[] point : points) {
            centre[0] += point[0] / points.length;
            centre[1] += point[1] / points.length;
        }
        return centre;
    }
}
