package dev.facewire.vision.face;

/**
 * A turned square of a picture that a network looks at.
 *
 * @param cx centre, in pixels
 * @param cy centre, in pixels
 * @param size of its sides, in pixels
 * @param angle clockwise, in radians
 */
public record Region(double cx, double cy, double size, double angle) {
    /** MediaPipe's own margin around a face for its mesh network. */
    static final double MARGIN = 1.5;

    /** The region for the next frame, from this frame's landmarks. */
    public static Region around(Landmarks face) {
        return around(face, MARGIN);
    }

    /** A square around a face's landmarks whose sides are that much longer than the face. */
    static Region around(Landmarks face, double margin) {
        double angle = face.roll();
        double c = Math.cos(-angle);
        double s = Math.sin(-angle);
        double x0 = Double.MAX_VALUE;
        double x1 = -Double.MAX_VALUE;
        double y0 = Double.MAX_VALUE;
        double y1 = -Double.MAX_VALUE;
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            double x = c * face.x(i) - s * face.y(i);
            double y = s * face.x(i) + c * face.y(i);
            x0 = Math.min(x0, x);
            x1 = Math.max(x1, x);
            y0 = Math.min(y0, y);
            y1 = Math.max(y1, y);
        }
        double mx = (x0 + x1) / 2;
        double my = (y0 + y1) / 2;
        return new Region(c * mx + s * my, -s * mx + c * my, Math.max(x1 - x0, y1 - y0) * margin, angle);
    }

    /** The region for a face that the detector found. */
    public static Region around(Detection found) {
        Box box = found.box();
        double angle = Math.atan2(found.leftEyeY() - found.rightEyeY(), found.leftEyeX() - found.rightEyeX());
        return new Region(box.centreX(), box.centreY(), Math.max(box.width(), box.height()) * MARGIN, angle);
    }

    /** Points of the region's own square (0 to {@code side}) as points of the picture. */
    Landmarks toPicture(float[] xyz, double side) {
        double step = size / side;
        double c = Math.cos(angle) * step;
        double s = Math.sin(angle) * step;
        double[] out = new double[xyz.length];
        for (int i = 0; i < xyz.length; i += 3) {
            double x = xyz[i] - side / 2;
            double y = xyz[i + 1] - side / 2;
            out[i] = cx + c * x - s * y;
            out[i + 1] = cy + s * x + c * y;
            out[i + 2] = xyz[i + 2] * step;
        }
        return new Landmarks(out);
    }
}
