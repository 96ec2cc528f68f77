package dev.facewire.bench.quality.measure;

import dev.facewire.media.I420Frame;
import java.nio.ByteBuffer;

/** Bilinear looks into pictures; what lies beyond the rim is the rim's. Pure. */
public final class Planes {
    private Planes() {}

    /** A plane at a point whose whole numbers are the middles of pixels. */
    public static double at(ByteBuffer plane, int stride, int width, int height, double x, double y) {
        double cx = Math.max(0, Math.min(width - 1.0, x));
        double cy = Math.max(0, Math.min(height - 1.0, y));
        int x0 = Math.min((int) cx, Math.max(0, width - 2));
        int y0 = Math.min((int) cy, Math.max(0, height - 2));
        int x1 = Math.min(x0 + 1, width - 1);
        int y1 = Math.min(y0 + 1, height - 1);
        double fx = cx - x0;
        double fy = cy - y0;
        double top = (plane.get(y0 * stride + x0) & 0xff) * (1 - fx) + (plane.get(y0 * stride + x1) & 0xff) * fx;
        double bottom = (plane.get(y1 * stride + x0) & 0xff) * (1 - fx) + (plane.get(y1 * stride + x1) & 0xff) * fx;
        return top * (1 - fy) + bottom * fy;
    }

    public static double luma(I420Frame frame, double x, double y) {
        return at(frame.y(), frame.strideY(), frame.width(), frame.height(), x, y);
    }

    public static double blueDifference(I420Frame frame, double x, double y) {
        return at(frame.u(), frame.strideU(), frame.chromaWidth(), frame.chromaHeight(), x / 2 - 0.25, y / 2 - 0.25);
    }

    public static double redDifference(I420Frame frame, double x, double y) {
        return at(frame.v(), frame.strideV(), frame.chromaWidth(), frame.chromaHeight(), x / 2 - 0.25, y / 2 - 0.25);
    }

    /** A square of the luma: row by row, {@code side} × {@code side}. */
    public static float[] lumaSquare(I420Frame frame, Affine toSquare, int side) {
        Affine back = toSquare.inverse();
        float[] out = new float[side * side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                out[y * side + x] = (float) luma(frame, back.x(x, y), back.y(x, y));
            }
        }
        return out;
    }

    /** A square in colour: three planes of levels 0 to 255, red first (BT.601, limited range). */
    public static float[] rgbSquare(I420Frame frame, Affine toSquare, int side) {
        Affine back = toSquare.inverse();
        float[] out = new float[3 * side * side];
        int plane = side * side;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double px = back.x(x, y);
                double py = back.y(x, y);
                double light = 1.164384 * (luma(frame, px, py) - 16);
                double u = blueDifference(frame, px, py) - 128;
                double v = redDifference(frame, px, py) - 128;
                out[y * side + x] = level(light + 1.596027 * v);
                out[plane + y * side + x] = level(light - 0.391762 * u - 0.812968 * v);
                out[2 * plane + y * side + x] = level(light + 2.017232 * u);
            }
        }
        return out;
    }

    private static float level(double value) {
        return (float) Math.max(0, Math.min(255, value));
    }
}
