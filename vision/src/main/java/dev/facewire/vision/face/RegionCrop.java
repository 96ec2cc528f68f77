package dev.facewire.vision.face;

import dev.facewire.media.I420Frame;
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
    /** One row of the crop. */
    private final float[] light;

    private final float[] u;
    private final float[] v;

    /** @param side of the crops, in pixels */
    RegionCrop(int side) {
        this.side = side;
        this.rgb = new float[3 * side * side];
        this.out = ByteBuffer.allocateDirect(rgb.length * Float.BYTES).order(ByteOrder.nativeOrder());
        this.light = new float[side];
        this.u = new float[side];
        this.v = new float[side];
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
            if (shrink == 1) {
                readRows(plane, stride, x0, y0);
            } else {
                average(plane, stride, x0, y0, shrink);
            }
        }

        private void readRows(ByteBuffer plane, int stride, int x0, int y0) {
            for (int j = 0; j < height; j++) {
                plane.get((y0 + j) * stride + x0, row, 0, width);
                int at = j * width;
                for (int i = 0; i < width; i++) {
                    cells[at + i] = row[i] & 0xff;
                }
            }
        }

        private void average(ByteBuffer plane, int stride, int x0, int y0, int shrink) {
            float share = 1f / (shrink * shrink);
            for (int j = 0; j < height; j++) {
                int at = j * width;
                Arrays.fill(cells, at, at + width, 0);
                for (int k = 0; k < shrink; k++) {
                    plane.get((y0 + j * shrink + k) * stride + x0, row, 0, width * shrink);
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

        /**
         * A row of places, in pixels from the corner, bilinear.
         *
         * @param x of the first
         * @param y of the first
         * @param stepX to the next
         * @param stepY to the next
         */
        void sample(float x, float y, float stepX, float stepY, float[] row) {
            float firstX = x * perPixel - 0.5f;
            float firstY = y * perPixel - 0.5f;
            float dx = stepX * perPixel;
            float dy = stepY * perPixel;
            int last = row.length - 1;
            if (inside(firstX, firstY) && inside(firstX + last * dx, firstY + last * dy)) {
                sampleInside(firstX, firstY, dx, dy, row);
                return;
            }
            for (int i = 0; i <= last; i++) {
                row[i] = Bilinear.at(cells, width, height, firstX + i * dx, firstY + i * dy);
            }
        }

        /** Whether a place has four samples around it; with a thought for rounding. */
        private boolean inside(float x, float y) {
            return x >= 0.01f && y >= 0.01f && x < width - 1.01f && y < height - 1.01f;
        }

        private void sampleInside(float firstX, float firstY, float dx, float dy, float[] row) {
            float[] from = cells;
            for (int i = 0; i < row.length; i++) {
                float x = firstX + i * dx;
                float y = firstY + i * dy;
                int column = (int) x;
                int line = (int) y;
                int at = line * width + column;
                float fx = x - column;
                float upper = from[at] + fx * (from[at + 1] - from[at]);
                float lower = from[at + width] + fx * (from[at + width + 1] - from[at + width]);
                row[i] = upper + (y - line) * (lower - upper);
            }
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
            float gx = (0.5f - 0.5f * side) * step;
            float gy = (j + 0.5f - 0.5f * side) * step;
            row(j * side, left + c * gx - s * gy, top + s * gx + c * gy, c * step, s * step);
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

    private void row(int at, float x, float y, float stepX, float stepY) {
        luma.sample(x, y, stepX, stepY, light);
        blue.sample(x, y, stepX, stepY, u);
        red.sample(x, y, stepX, stepY, v);
        int plane = side * side;
        for (int i = 0; i < side; i++) {
            float grey = (light[i] - 16) * Bt601.LUMA;
            float cb = u[i] - 128;
            float cr = v[i] - 128;
            rgb[at + i] = share(grey + Bt601.RED_OF_V * cr);
            rgb[plane + at + i] = share(grey + Bt601.GREEN_OF_U * cb + Bt601.GREEN_OF_V * cr);
            rgb[2 * plane + at + i] = share(grey + Bt601.BLUE_OF_U * cb);
        }
    }

    private static float share(float level) {
        return Clamp.between(0, 1, LEVEL * level);
    }
}
