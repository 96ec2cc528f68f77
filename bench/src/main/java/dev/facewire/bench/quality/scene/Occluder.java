package dev.facewire.bench.quality.scene;

import dev.facewire.bench.quality.measure.Mask;
import dev.facewire.media.I420Frame;
import java.util.Random;

/**
 * Something that is drawn before a face: a shape with a soft rim, a colour and a shading. Drawn with a little noise, as a
 * camera would see it.
 */
final class Occluder {
    private static final double NOISE = 3;

    /** A shape in its own units. */
    interface Shape {
        /** Its shade at a point (1 is the colour itself), or a negative number outside of it. */
        double shade(double x, double y);
    }

    /** An open hand, fingers up; its palm is about 1 wide, its wrist goes on downwards without end. */
    static final Shape HAND = (x, y) -> {
        double best = -1;
        double[][] fingers = {
            {-0.42, 0.1, -0.60, -0.75, 0.13},
            {-0.15, 0, -0.20, -1.05, 0.14},
            {0.14, 0, 0.18, -1.10, 0.14},
            {0.42, 0.1, 0.52, -0.85, 0.13},
            {0.35, 0.7, 0.95, 0.15, 0.15}
        };
        for (double[] f : fingers) {
            best = Math.max(best, tube(x, y, f[0], f[1], f[2], f[3], f[4]));
        }
        best = Math.max(best, tube(x, y, -0.1, 0.45, 0.1, 0.45, 0.56));
        return Math.max(best, tube(x, y, 0, 0.8, 0, 50, 0.42));
    };

    /** A phone held upright, 1 wide and 2 high, with two lenses. */
    static final Shape PHONE = (x, y) -> {
        double corner = 0.12;
        double dx = Math.max(0, Math.abs(x) - 0.5 + corner);
        double dy = Math.max(0, Math.abs(y) - 1 + corner);
        if (Math.hypot(dx, dy) > corner) {
            return -1;
        }
        boolean lens = Math.hypot(x + 0.28, y + 0.75) < 0.13 || Math.hypot(x + 0.28, y + 0.42) < 0.13;
        return lens ? 0.3 : 1 + 0.25 * x - 0.1 * y;
    };

    /** A line with a thickness, darker towards its sides as a finger is. */
    private static double tube(double x, double y, double x0, double y0, double x1, double y1, double radius) {
        double length = (x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0);
        double along = Math.max(0, Math.min(1, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length));
        double away = Math.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0)) / radius;
        return away > 1 ? -1 : 0.72 + 0.28 * Math.sqrt(1 - away * away);
    }

    private final Shape shape;
    private final double cx;
    private final double cy;
    private final double size;
    private final double angle;
    private final int luma;
    private final int u;
    private final int v;

    /**
     * A thing at a place.
     *
     * @param size pixels for one unit of the shape
     * @param angle clockwise, in radians
     * @param colour y, u, v
     */
    Occluder(Shape shape, double cx, double cy, double size, double angle, int[] colour) {
        this.shape = shape;
        this.cx = cx;
        this.cy = cy;
        this.size = size;
        this.angle = angle;
        this.luma = colour[0];
        this.u = colour[1];
        this.v = colour[2];
    }

    /** Draws it into a picture; where it is. */
    Mask draw(I420Frame frame, Random noise) {
        boolean[] flags = new boolean[frame.width() * frame.height()];
        for (int y = 0; y < frame.height(); y++) {
            for (int x = 0; x < frame.width(); x++) {
                double shade = shadeAt(x, y);
                if (shade < 0) {
                    continue;
                }
                flags[y * frame.width() + x] = true;
                double light = 16 + (luma - 16) * shade + NOISE * noise.nextGaussian();
                frame.y().put(y * frame.strideY() + x, (byte) Math.max(16, Math.min(235, Math.round(light))));
                frame.u().put(y / 2 * frame.strideU() + x / 2, (byte) u);
                frame.v().put(y / 2 * frame.strideV() + x / 2, (byte) v);
            }
        }
        return new Mask(frame.width(), frame.height(), flags);
    }

    private double shadeAt(double x, double y) {
        double dx = (x - cx) / size;
        double dy = (y - cy) / size;
        double c = Math.cos(-angle);
        double s = Math.sin(-angle);
        return shape.shade(c * dx - s * dy, s * dx + c * dy);
    }
}
