package dev.facewire.vision.mesh;

import java.util.Arrays;

/**
 * Smooths channels over the {@link LightCells}: a Gauss of σ = 0.12 of the width, and a little of one three times as wide, a fall-back where the face
 * has holes. Far wider than a kernel is worth, so each axis is a product with a matrix. Reused; not thread-safe.
 */
final class CellSmoothing {
    private static final int SIDE = LightCells.SIDE;
    private static final double NEAR = 0.12;
    private static final double WIDE = 0.36;
    private static final float WIDE_SHARE = 0.06f;

    private final int channels;
    private final float[][] near = gauss(NEAR * SIDE);
    private final float[][] wide = gauss(WIDE * SIDE);
    private final float[] lines;
    private final float[] half;
    private final float[] turned;
    private final float[] both;

    CellSmoothing(int channels) {
        this.channels = channels;
        int size = channels * SIDE * SIDE;
        lines = new float[size];
        half = new float[size];
        turned = new float[size];
        both = new float[size];
    }

    /** Rows that do not sum to 1 at the rim: there are fewer cells. */
    private static float[][] gauss(double sigma) {
        float[][] matrix = new float[SIDE][SIDE];
        for (int i = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
                double at = (j - i) / sigma;
                matrix[i][j] = (float) (Math.exp(-0.5 * at * at) / (sigma * Math.sqrt(2 * Math.PI)));
            }
        }
        return matrix;
    }

    /**
     * Smooths.
     *
     * @param cells channel by channel, each row by row
     * @return the same of the smooth ones; overwritten by the next call
     */
    float[] smooth(float[] cells) {
        for (int k = 0; k < channels; k++) {
            for (int y = 0; y < SIDE; y++) {
                System.arraycopy(cells, (k * SIDE + y) * SIDE, lines, (y * channels + k) * SIDE, SIDE);
            }
        }
        Arrays.fill(both, 0);
        alongBoth(near, 1);
        alongBoth(wide, WIDE_SHARE);
        // columns by rows again, into the order that was given
        for (int k = 0; k < channels; k++) {
            for (int x = 0; x < SIDE; x++) {
                for (int y = 0; y < SIDE; y++) {
                    turned[(k * SIDE + y) * SIDE + x] = both[(x * channels + k) * SIDE + y];
                }
            }
        }
        return turned;
    }

    private void alongBoth(float[][] matrix, float share) {
        Arrays.fill(half, 0);
        product(matrix, 1, lines, half);
        for (int k = 0; k < channels; k++) {
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    turned[(x * channels + k) * SIDE + y] = half[(y * channels + k) * SIDE + x];
                }
            }
        }
        product(matrix, share, turned, both);
    }

    private void product(float[][] matrix, float share, float[] from, float[] to) {
        int line = channels * SIDE;
        for (int i = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
                add(share * matrix[i][j], from, j * line, to, i * line, line);
            }
        }
    }

    /** The compiler makes vectors of so plain a loop. */
    private static void add(float factor, float[] from, int at, float[] to, int where, int length) {
        for (int i = 0; i < length; i++) {
            to[where + i] += factor * from[at + i];
        }
    }
}
