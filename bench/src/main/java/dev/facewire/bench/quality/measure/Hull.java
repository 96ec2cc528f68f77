package dev.facewire.bench.quality.measure;

import java.awt.geom.Path2D;
import java.util.Arrays;
import java.util.Comparator;

/** The convex hull of points (Andrew's monotone chain). Pure. */
final class Hull {
    private Hull() {}

    /** @param points n × (x, y); at least three of them */
    static Path2D of(double[][] points) {
        double[][] sorted = points.clone();
        Arrays.sort(sorted, Comparator.<double[]>comparingDouble(p -> p[0]).thenComparingDouble(p -> p[1]));
        double[][] chain = new double[2 * sorted.length][];
        int size = 0;
        for (double[] point : sorted) {
            size = push(chain, size, 0, point);
        }
        int lower = size - 1;
        for (int i = sorted.length - 2; i >= 0; i--) {
            size = push(chain, size, lower, sorted[i]);
        }
        Path2D path = new Path2D.Double();
        path.moveTo(chain[0][0], chain[0][1]);
        for (int i = 1; i < size - 1; i++) {
            path.lineTo(chain[i][0], chain[i][1]);
        }
        path.closePath();
        return path;
    }

    private static int push(double[][] chain, int count, int bottom, double[] point) {
        int size = count;
        while (size - bottom >= 2 && cross(chain[size - 2], chain[size - 1], point) <= 0) {
            size--;
        }
        chain[size] = point;
        return size + 1;
    }

    private static double cross(double[] o, double[] a, double[] b) {
        return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
    }
}
