package dev.facewire.vision.mesh;

import java.util.Arrays;

/**
 * Means of a region's skin over {@value #SIDE} × {@value #SIDE} cells: of the picture, of the source, and how much of each
 * cell is skin. Each cell is a mean weighted by triangles that reach into its neighbours, so that no pixel is skipped
 * and nothing jumps. Reused; not thread-safe.
 */
final class SkinCells {
    static final int SIDE = 48;
    /** Sums a cell: picture × weight (r, g, b), source × weight (r, g, b), weight. */
    static final int CHANNELS = 7;

    private final float[] sums = new float[CHANNELS * SIDE * SIDE];
    /** One row of pixels, channel by channel, then all rows of cells likewise. */
    private float[] row = {};

    private float[] rows = {};
    private Triangles down = new Triangles(1);
    private Triangles across = new Triangles(1);

    /** Weights of each cell's pixels along an axis, of sum 1. */
    private static final class Triangles {
        private final int pixels;
        private final int[] from = new int[SIDE];
        private final float[][] weights = new float[SIDE][];

        Triangles(int pixels) {
            this.pixels = pixels;
            double cell = (double) pixels / SIDE;
            double reach = Math.max(1, cell);
            for (int i = 0; i < SIDE; i++) {
                double middle = (i + 0.5) * cell;
                int first = Math.max(0, (int) Math.floor(middle - reach));
                int last = Math.min(pixels - 1, (int) Math.ceil(middle + reach));
                from[i] = first;
                weights[i] = new float[last - first + 1];
                double sum = 0;
                for (int x = first; x <= last; x++) {
                    sum += weight(x, middle, reach);
                }
                for (int x = first; x <= last; x++) {
                    weights[i][x - first] = (float) (weight(x, middle, reach) / sum);
                }
            }
        }

        private static double weight(int x, double middle, double reach) {
            return Math.max(0, 1 - Math.abs(x + 0.5 - middle) / reach);
        }
    }

    /** The sums, channel by channel, each row by row; a cell's are 0 where there is no skin. Overwritten by the next call. */
    float[] of(FaceSamples face, int width, int height) {
        if (down.pixels != height) {
            down = new Triangles(height);
        }
        if (across.pixels != width) {
            across = new Triangles(width);
        }
        int line = CHANNELS * width;
        if (row.length < line) {
            row = new float[line];
        }
        if (rows.length < SIDE * line) {
            rows = new float[SIDE * line];
        }
        Arrays.fill(rows, 0, SIDE * line, 0);
        for (int y = 0; y < height; y++) {
            if (face.to(y) > face.from(y)) {
                weighRow(face, y, width);
                addRow(face, y, width);
            }
        }
        for (int k = 0; k < CHANNELS; k++) {
            for (int j = 0; j < SIDE; j++) {
                for (int i = 0; i < SIDE; i++) {
                    sums[(k * SIDE + j) * SIDE + i] = along(across, i, j * line + k * width);
                }
            }
        }
        return sums;
    }

    private void weighRow(FaceSamples face, int y, int width) {
        float[] samples = face.samples();
        int at = (y * width + face.from(y)) * FaceSamples.STRIDE;
        for (int x = face.from(y); x < face.to(y); x++, at += FaceSamples.STRIDE) {
            float alpha = samples[at + FaceSamples.ALPHA];
            if (alpha > 0) {
                float weight = alpha * (1 - samples[at + FaceSamples.FEATURE]);
                row[x] = samples[at] * weight;
                row[width + x] = samples[at + 1] * weight;
                row[2 * width + x] = samples[at + 2] * weight;
                row[3 * width + x] = samples[at + FaceSamples.SOURCE] * weight;
                row[4 * width + x] = samples[at + FaceSamples.SOURCE + 1] * weight;
                row[5 * width + x] = samples[at + FaceSamples.SOURCE + 2] * weight;
                row[6 * width + x] = weight;
            } else {
                for (int k = 0; k < CHANNELS; k++) {
                    row[k * width + x] = 0;
                }
            }
        }
    }

    private void addRow(FaceSamples face, int y, int width) {
        int from = face.from(y);
        int length = face.to(y) - from;
        int nearest = Math.min(SIDE - 1, y * SIDE / down.pixels);
        int reach = 2 + SIDE / down.pixels;
        for (int j = Math.max(0, nearest - reach); j <= Math.min(SIDE - 1, nearest + reach); j++) {
            int in = y - down.from[j];
            if (in >= 0 && in < down.weights[j].length && down.weights[j][in] > 0) {
                for (int k = 0; k < CHANNELS; k++) {
                    add(down.weights[j][in], k * width + from, (j * CHANNELS + k) * width + from, length);
                }
            }
        }
    }

    /** Four to eight at a time: the compiler makes vectors of so plain a loop. */
    private void add(float weight, int from, int to, int length) {
        for (int x = 0; x < length; x++) {
            rows[to + x] += weight * row[from + x];
        }
    }

    private float along(Triangles axis, int cell, int start) {
        float[] weights = axis.weights[cell];
        int at = start + axis.from[cell];
        float sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * rows[at + i];
        }
        return sum;
    }
}
