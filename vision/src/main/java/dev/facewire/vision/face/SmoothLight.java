package dev.facewire.vision.face;

import java.util.Arrays;

/**
 * Takes out of a face's differences what a change of light explains: a level, and for luma a slope over the face as of a
 * lamp at one side. Fitted robustly (Cauchy weights), so that a hand does not count. Not thread-safe.
 */
final class SmoothLight {
    private static final int ROUNDS = 3;
    // Differences beyond these count less and less: luma in 64ths of a factor e, chroma in levels.
    private static final double LUMA_SCALE = 6;
    private static final double CHROMA_SCALE = 2.5;
    private static final double SPREADS = 1.5;

    /** Every fourth cell tells the median well enough. */
    private static final int EVERY = 4;

    private final double[] sorted = new double[FaceTexels.CELLS];

    /**
     * Takes it out in place.
     *
     * @param cells of the inner face
     * @param seen those that count
     * @param sloped may it differ from one side of the face to the other?
     */
    void remove(float[] difference, int[] cells, boolean[] seen, boolean sloped) {
        double[] fit = {median(difference, cells, seen, null), 0, 0};
        for (int round = 0; round < ROUNDS; round++) {
            double spread = SPREADS * median(difference, cells, seen, fit);
            fit = solve(difference, cells, seen, fit, Math.max(sloped ? LUMA_SCALE : CHROMA_SCALE, spread), sloped);
        }
        for (int cell : cells) {
            difference[cell] -= (float) at(fit, cell);
        }
    }

    private static double x(int cell) {
        return 2.0 * (cell % FaceTexels.SIDE) / (FaceTexels.SIDE - 1) - 1;
    }

    private static double y(int cell) {
        return 2.0 * Math.floorDiv(cell, FaceTexels.SIDE) / (FaceTexels.SIDE - 1) - 1;
    }

    private static double at(double[] fit, int cell) {
        return fit[0] + fit[1] * x(cell) + fit[2] * y(cell);
    }

    /** The middle one of the distances to a fit, or of the values themselves where there is none yet. */
    private double median(float[] values, int[] cells, boolean[] seen, double[] fit) {
        int count = 0;
        for (int i = 0; i < cells.length; i += EVERY) {
            int cell = cells[i];
            if (seen[cell]) {
                sorted[count++] = fit == null ? values[cell] : Math.abs(values[cell] - at(fit, cell));
            }
        }
        Arrays.sort(sorted, 0, count);
        return count == 0 ? 0 : sorted[count / 2];
    }

    private static double[] solve(
            float[] values, int[] cells, boolean[] seen, double[] fit, double scale, boolean sloped) {
        double[][] m = new double[3][4];
        for (int cell : cells) {
            if (!seen[cell]) {
                continue;
            }
            double far = (values[cell] - at(fit, cell)) / scale;
            double weight = 1 / (1 + far * far);
            double[] basis = {1, sloped ? x(cell) : 0, sloped ? y(cell) : 0};
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    m[i][j] += weight * basis[i] * basis[j];
                }
                m[i][3] += weight * basis[i] * values[cell];
            }
        }
        for (int i = 0; i < 3; i++) {
            m[i][i] += 1e-3; // also where there is no slope to fit
        }
        for (int i = 0; i < 3; i++) { // elimination; the matrix is symmetric and positive definite
            for (int row = i + 1; row < 3; row++) {
                double factor = m[row][i] / m[i][i];
                for (int j = i; j < 4; j++) {
                    m[row][j] -= factor * m[i][j];
                }
            }
        }
        double[] solution = new double[3];
        for (int i = 2; i >= 0; i--) {
            double sum = m[i][3];
            for (int j = i + 1; j < 3; j++) {
                sum -= m[i][j] * solution[j];
            }
            solution[i] = sum / m[i][i];
        }
        return solution;
    }
}
