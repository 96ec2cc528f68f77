package dev.facewire.vision.mesh;

import dev.facewire.vision.face.FaceMesh;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps the gap of the lips when a shape difference is applied to them: over the lips the difference may only bend with
 * the place across the mouth, not open or close it. Around them it is smoothed. Pure.
 */
final class LipRegion {
    private static final int RINGS = 3;
    private static final int SMOOTHINGS = 8;

    private final int[] lips = FaceMesh.lips();
    private final int[] around;
    private final int[][] neighbours;

    LipRegion(FaceMesh mesh) {
        neighbours = mesh.neighbours();
        Set<Integer> inside = new HashSet<>();
        for (int vertex : lips) {
            inside.add(vertex);
        }
        Set<Integer> grown = new HashSet<>(inside);
        for (int ring = 0; ring < RINGS; ring++) {
            for (int vertex : Set.copyOf(grown)) {
                for (int next : neighbours[vertex]) {
                    grown.add(next);
                }
            }
        }
        grown.removeAll(inside);
        around = grown.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Edits a difference in place.
     *
     * @param difference 468 × 3
     * @param neutral the face that it will be added to, 468 × 3
     */
    void keepGap(double[] difference, double[] neutral) {
        fit(difference, neutral, 0, 1);
        fit(difference, neutral, 1, 2);
        fit(difference, neutral, 2, 1);
        double[] mean = new double[3];
        for (int n = 0; n < SMOOTHINGS; n++) {
            for (int vertex : around) {
                java.util.Arrays.fill(mean, 0);
                for (int next : neighbours[vertex]) {
                    for (int k = 0; k < 3; k++) {
                        mean[k] += difference[next * 3 + k] / neighbours[vertex].length;
                    }
                }
                for (int k = 0; k < 3; k++) {
                    difference[vertex * 3 + k] = (difference[vertex * 3 + k] + mean[k]) / 2;
                }
            }
        }
    }

    /** Replaces one axis of the lips' difference by its least-squares polynomial in x. */
    private void fit(double[] difference, double[] neutral, int axis, int degree) {
        double middle = 0;
        for (int vertex : lips) {
            middle += neutral[vertex * 3] / lips.length;
        }
        int n = degree + 1;
        double[][] normal = new double[n][n + 1];
        for (int vertex : lips) {
            double x = neutral[vertex * 3] - middle;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    normal[i][j] += Math.pow(x, i + j);
                }
                normal[i][n] += Math.pow(x, i) * difference[vertex * 3 + axis];
            }
        }
        double[] c = solve(normal);
        for (int vertex : lips) {
            double x = neutral[vertex * 3] - middle;
            double value = 0;
            for (int i = degree; i >= 0; i--) {
                value = value * x + c[i];
            }
            difference[vertex * 3 + axis] = value;
        }
    }

    /** Gauss's elimination of a small, positive definite system. */
    private static double[] solve(double[][] m) {
        int n = m.length;
        for (int i = 0; i < n; i++) {
            for (int row = i + 1; row < n; row++) {
                double factor = m[row][i] / m[i][i];
                for (int k = i; k <= n; k++) {
                    m[row][k] -= factor * m[i][k];
                }
            }
        }
        double[] x = new double[n];
        for (int i = n - 1; i >= 0; i--) {
            double sum = m[i][n];
            for (int k = i + 1; k < n; k++) {
                sum -= m[i][k] * x[k];
            }
            x[i] = sum / m[i][i];
        }
        return x;
    }
}
