package dev.facewire.vision.face;

/** The canonical face, put into pictures. */
public final class Poses {
    private Poses() {}

    /** Frontal. */
    public static Landmarks standing(FaceMesh mesh, double x, double y, double pixelsPerCm) {
        return posed(mesh, 0, 0, pixelsPerCm, x, y);
    }

    /** Turned about the vertical axis, then clockwise in the picture; in degrees. */
    public static Landmarks posed(FaceMesh mesh, double yaw, double roll, double pixelsPerCm, double x, double y) {
        return posed(mesh.points(), yaw, roll, pixelsPerCm, x, y);
    }

    /** The same with a shape in cm. */
    public static Landmarks posed(double[] shape, double yaw, double roll, double pixelsPerCm, double x, double y) {
        double c = Math.cos(Math.toRadians(yaw));
        double s = Math.sin(Math.toRadians(yaw));
        double cr = Math.cos(Math.toRadians(roll));
        double sr = Math.sin(Math.toRadians(roll));
        double[] out = shape.clone();
        for (int i = 0; i < out.length; i += 3) {
            double tx = c * shape[i] + s * shape[i + 2];
            double ty = shape[i + 1];
            out[i] = x + pixelsPerCm * (cr * tx - sr * ty);
            out[i + 1] = y + pixelsPerCm * (sr * tx + cr * ty);
            out[i + 2] = pixelsPerCm * (-s * shape[i] + c * shape[i + 2]);
        }
        return new Landmarks(out);
    }

    /** The canonical shape with its lower lip and chin so far down, in cm. */
    public static double[] mouthOpen(FaceMesh mesh, double cm) {
        double[] shape = mesh.points().clone();
        double upper = shape[FaceMesh.LIP_TOP * 3 + 1];
        double lower = shape[FaceMesh.LIP_BOTTOM * 3 + 1];
        for (int vertex : FaceMesh.LIPS) {
            if (shape[vertex * 3 + 1] > (upper + lower) / 2) {
                shape[vertex * 3 + 1] += cm;
            }
        }
        return shape;
    }

    /** The canonical shape with the gap of both eyes' lids at this share of its own. */
    public static double[] lids(FaceMesh mesh, double share) {
        double[] shape = mesh.points().clone();
        for (int[] eye : new int[][] {
            {FaceMesh.RIGHT_LID_UPPER, FaceMesh.RIGHT_LID_LOWER}, {FaceMesh.LEFT_LID_UPPER, FaceMesh.LEFT_LID_LOWER}
        }) {
            for (int k = 0; k < 3; k++) {
                double middle = (shape[eye[0] * 3 + k] + shape[eye[1] * 3 + k]) / 2;
                for (int vertex : eye) {
                    shape[vertex * 3 + k] = middle + share * (shape[vertex * 3 + k] - middle);
                }
            }
        }
        return shape;
    }
}
