package dev.facewire.vision.face;

/**
 * The points of one face in a picture: the mesh's 468, and the ten of its irises where the network gave them. x and y in
 * pixels, z in the same unit, smaller nearer the viewer. Immutable.
 */
public final class Landmarks {
    /** Five points for each iris, the person's right one first: its middle, then four on its rim. */
    static final int IRIS_POINTS = 10;

    private final double[] xyz;

    /** @param xyz 468 or 478 × (x, y, z); kept, so not to be written any more */
    public Landmarks(double[] xyz) {
        if (xyz.length != FaceMesh.POINTS * 3 && xyz.length != (FaceMesh.POINTS + IRIS_POINTS) * 3) {
            throw new IllegalArgumentException(xyz.length + " numbers are no face mesh");
        }
        this.xyz = xyz;
    }

    /** 468 or 478 × (x, y, z); not to be written. */
    public double[] xyz() {
        return xyz;
    }

    public double x(int vertex) {
        return xyz[vertex * 3];
    }

    public double y(int vertex) {
        return xyz[vertex * 3 + 1];
    }

    public boolean hasIrises() {
        return xyz.length > FaceMesh.POINTS * 3;
    }

    /** The middle of an iris, (x, y); eye 0 is the person's right one. */
    public double[] iris(int eye) {
        int at = FaceMesh.POINTS + eye * IRIS_POINTS / 2;
        return new double[] {x(at), y(at)};
    }

    /** Half the width of an iris. */
    public double irisRadius(int eye) {
        int at = FaceMesh.POINTS + eye * IRIS_POINTS / 2;
        return Math.hypot(x(at + 1) - x(at + 3), y(at + 1) - y(at + 3)) / 2;
    }

    /** The gap between an eye's lids in eye distances; eye 0 is the person's right one. */
    public double lidOpening(int eye) {
        int upper = eye == 0 ? FaceMesh.RIGHT_LID_UPPER : FaceMesh.LEFT_LID_UPPER;
        int lower = eye == 0 ? FaceMesh.RIGHT_LID_LOWER : FaceMesh.LEFT_LID_LOWER;
        return Math.hypot(x(upper) - x(lower), y(upper) - y(lower)) / eyeDistance();
    }

    /** Between the middles of the eyes, in three dimensions: it does not shrink when the head turns. */
    public double eyeDistance() {
        double dx = middle(0, FaceMesh.RIGHT_EYE_OUTER, FaceMesh.RIGHT_EYE_INNER)
                - middle(0, FaceMesh.LEFT_EYE_INNER, FaceMesh.LEFT_EYE_OUTER);
        double dy = middle(1, FaceMesh.RIGHT_EYE_OUTER, FaceMesh.RIGHT_EYE_INNER)
                - middle(1, FaceMesh.LEFT_EYE_INNER, FaceMesh.LEFT_EYE_OUTER);
        double dz = middle(2, FaceMesh.RIGHT_EYE_OUTER, FaceMesh.RIGHT_EYE_INNER)
                - middle(2, FaceMesh.LEFT_EYE_INNER, FaceMesh.LEFT_EYE_OUTER);
        return Math.sqrt(dx * dx + dy * dy + dz * dz);
    }

    private double middle(int axis, int a, int b) {
        return (xyz[a * 3 + axis] + xyz[b * 3 + axis]) / 2;
    }

    /** The gap between the lips in eye distances. */
    public double mouthOpening() {
        return Math.hypot(x(FaceMesh.LIP_TOP) - x(FaceMesh.LIP_BOTTOM), y(FaceMesh.LIP_TOP) - y(FaceMesh.LIP_BOTTOM))
                / eyeDistance();
    }

    /** How the line of the eyes is turned in the picture, in radians. */
    public double roll() {
        return Math.atan2(
                y(FaceMesh.LEFT_EYE_OUTER) - y(FaceMesh.RIGHT_EYE_OUTER),
                x(FaceMesh.LEFT_EYE_OUTER) - x(FaceMesh.RIGHT_EYE_OUTER));
    }

    public double centreX() {
        return mean(0);
    }

    public double centreY() {
        return mean(1);
    }

    private double mean(int axis) {
        double sum = 0;
        for (int i = axis; i < FaceMesh.POINTS * 3; i += 3) {
            sum += xyz[i];
        }
        return sum / FaceMesh.POINTS;
    }

    /** The upright box around all points. */
    public Box box() {
        double x0 = Double.MAX_VALUE;
        double y0 = Double.MAX_VALUE;
        double x1 = -Double.MAX_VALUE;
        double y1 = -Double.MAX_VALUE;
        for (int i = 0; i < FaceMesh.POINTS * 3; i += 3) {
            x0 = Math.min(x0, xyz[i]);
            x1 = Math.max(x1, xyz[i]);
            y0 = Math.min(y0, xyz[i + 1]);
            y1 = Math.max(y1, xyz[i + 1]);
        }
        return new Box(x0, y0, x1, y1);
    }

    /** Share of the points that lie within a picture of this size. */
    public double shareWithin(int width, int height) {
        int inside = 0;
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            if (x(i) >= 0 && x(i) < width && y(i) >= 0 && y(i) < height) {
                inside++;
            }
        }
        return (double) inside / FaceMesh.POINTS;
    }

    /** Root mean square distance to the same face seen otherwise, in eye distances. */
    public double disagreement(Landmarks other) {
        double squares = 0;
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            double dx = x(i) - other.x(i);
            double dy = y(i) - other.y(i);
            squares += dx * dx + dy * dy;
        }
        return Math.sqrt(squares / FaceMesh.POINTS) / eyeDistance();
    }

    /** Are all numbers finite? A network fed with nonsense may say anything. */
    public boolean finite() {
        for (double value : xyz) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
