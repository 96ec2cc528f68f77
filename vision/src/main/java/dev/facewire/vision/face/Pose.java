package dev.facewire.vision.face;

/**
 * How a head stands, and how well the canonical face fits it.
 *
 * @param yaw degrees, 0 frontal
 * @param pitch degrees, 0 level
 * @param roll degrees, clockwise in the picture
 * @param residual what is left between face and canonical face, root mean square, in eye distances: landmarks that went
 *     astray show here
 */
public record Pose(double yaw, double pitch, double roll, double residual) {

    /** The pose of a face in a picture. */
    public static Pose of(Landmarks face, FaceMesh mesh) {
        Similarity fit = Similarity.between(mesh.points(), face.xyz(), mesh.weights());
        double[] posed = fit.apply(mesh.points());
        double squares = 0;
        double sum = 0;
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            double weight = mesh.weights()[i];
            sum += weight;
            for (int k = 0; k < 3; k++) {
                double d = face.xyz()[i * 3 + k] - posed[i * 3 + k];
                squares += weight * d * d;
            }
        }
        double eyes = Math.hypot(
                face.x(FaceMesh.RIGHT_EYE_OUTER) - face.x(FaceMesh.LEFT_EYE_OUTER),
                face.y(FaceMesh.RIGHT_EYE_OUTER) - face.y(FaceMesh.LEFT_EYE_OUTER));
        return new Pose(
                Math.toDegrees(Math.atan2(fit.r(0, 2), fit.r(2, 2))),
                Math.toDegrees(Math.asin(Math.max(-1, Math.min(1, -fit.r(1, 2))))),
                Math.toDegrees(Math.atan2(fit.r(1, 0), fit.r(1, 1))),
                Math.sqrt(squares / sum) / (eyes + 1e-6));
    }
}
