package dev.facewire.gpu.face;

import dev.facewire.rtc.frame.I420Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Cuts a turned square out of a picture for a network on the CPU, as {@code crop} of {@code models/mesh_swap.py} does for one on CUDA: what lies
 * beyond the picture repeats its edge, and large regions are averaged down first. Reused; not thread-safe.
 */
final class RegionCrop {
    /** Colours are levels here until they are scaled to 0 to 1. */
    private static final float LEVEL = 1 / 255f;

    private final int side;
    private final float[] rgb;
    private final ByteBuffer out;
    private final Plane luma = new Plane();
    private final Plane blue = new Plane();
    private final Plane red = new Plane();

    /** @param side of the crops, in pixels */
    RegionCrop(int side) {
        this.side = side;
        this.rgb = new float[3 * side * side];
        this.out = ByteBuffer.allocateDirect(rgb.length * Float.BYTES).order(ByteOrder.nativeOrder());
    }

    /** A part of a plane, averaged over squares of samples. */
    private static final class Plane {
        private float[] cells = {};
        private byte[] row = {};
        private int width;
        private int height;
        /** Cells for each pixel of the picture. */
        private float perPixel;

        /**
         * Reads whole squares.
         *
         * @param x0 first sample
         * @param y0 first row
         * @param columns samples across, cut to whole squares
         * @param rows likewise
         */
        void read(ByteBuffer plane, int stride, int x0, int y0, int columns, int rows, int shrink) {
            width = columns / shrink;
            height = rows / shrink;
            if (cells.length < width * height) {
                cells = new float[width * height];
            }
            if (row.length < columns) {
                row = new byte[columns];
            }
            float share = 1f / (shrink * shrink);
            for (int j = 0; j < height; j++) {
                int at = j * width;
                Arrays.fill(cells, at, at + width, 0);
                for (int k = 0; k < shrink; k++) {
                    plane.get((y0 + j * shrink + k) * stride + x0, row, 0, columns);
                    for (int i = 0; i < width; i++) {
                        int sum = 0;
                        for (int l = i * shrink; l < (i + 1) * shrink; l++) {
                            sum += row[l] & 0xff;
                        }
                        cells[at + i] += share * sum;
                    }
                }
            }
        }

        /** At a place in pixels from its corner; bilinear. */
        float at(float pixelX, float pixelY) {
            return Bilinear.at(cells, width, height, pixelX * perPixel - 0.5f, pixelY * perPixel - 0.5f);
        }
    }

    /** The crop as {@code [3, side, side]} floats, RGB 0 to 1; overwritten by the next. */
    ByteBuffer of(I420Frame frame, Region region) {
        float c = (float) Math.cos(region.angle());
        float s = (float) Math.sin(region.angle());
        double half = 0.5 * region.size() * (Math.abs(c) + Math.abs(s));
        int shrink = Math.max(1, (int) (region.size() / side));
        int x0 = start(region.cx() - half, shrink, frame.width());
        int y0 = start(region.cy() - half, shrink, frame.height());
        int x1 = end(region.cx() + half, x0, shrink, frame.width());
        int y1 = end(region.cy() + half, y0, shrink, frame.height());
        shrink = Math.min(shrink, Math.max(1, Math.min(x1 - x0, y1 - y0) / 4));
        if (shrink > 1) { // whole squares of both planes, or the averages would be stretched
            x1 = x0 + Math.max(1, (x1 - x0) / (2 * shrink)) * 2 * shrink;
            y1 = y0 + Math.max(1, (y1 - y0) / (2 * shrink)) * 2 * shrink;
        }
        read(frame, x0, y0, x1 - x0, y1 - y0, shrink);
        float step = (float) (region.size() / side);
        float left = (float) (region.cx() - x0);
        float top = (float) (region.cy() - y0);
        for (int j = 0; j < side; j++) {
            float gy = (j + 0.5f - 0.5f * side) * step;
            for (int i = 0; i < side; i++) {
                float gx = (i + 0.5f - 0.5f * side) * step;
                pixel(j * side + i, left + c * gx - s * gy, top + s * gx + c * gy);
            }
        }
        out.asFloatBuffer().put(0, rgb);
        return out;
    }

    /** A sample of chroma before what is asked for, which its outermost pixels are mixed of. */
    private static int start(double at, int shrink, int length) {
        return Math.max(0, Math.min(length - 2, (int) at - 2 * shrink)) & ~1;
    }

    private static int end(double at, int start, int shrink, int length) {
        return Math.max(start + 2, Math.min(length, (int) at + 2 * shrink));
    }

    private void read(I420Frame frame, int x0, int y0, int width, int height, int shrink) {
        int halfWidth = (width + 1) / 2;
        int halfHeight = (height + 1) / 2;
        luma.read(frame.y(), frame.strideY(), x0, y0, width, height, shrink);
        blue.read(frame.u(), frame.strideU(), x0 / 2, y0 / 2, halfWidth, halfHeight, shrink);
        red.read(frame.v(), frame.strideV(), x0 / 2, y0 / 2, halfWidth, halfHeight, shrink);
        luma.perPixel = 1f / shrink;
        blue.perPixel = 0.5f / shrink;
        red.perPixel = 0.5f / shrink;
    }

    private void pixel(int at, float x, float y) {
        float light = (luma.at(x, y) - 16) * Bt601.LUMA;
        float u = blue.at(x, y) - 128;
        float v = red.at(x, y) - 128;
        int plane = side * side;
        rgb[at] = share(light + Bt601.RED_OF_V * v);
        rgb[plane + at] = share(light + Bt601.GREEN_OF_U * u + Bt601.GREEN_OF_V * v);
        rgb[2 * plane + at] = share(light + Bt601.BLUE_OF_U * u);
    }

    private static float share(float level) {
        return Clamp.between(0, 1, LEVEL * level);
    }
}
