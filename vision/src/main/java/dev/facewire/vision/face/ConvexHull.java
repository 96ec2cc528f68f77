package dev.facewire.vision.face;

import java.awt.geom.Path2D;
import java.util.Arrays;
import java.util.Comparator;

/** The convex hull of points in the plane, by Andrew's monotone chain. */
public final class ConvexHull {
    private ConvexHull() {}

    /** A closed path around the points, each (x, y). */
    public static Path2D of(double[][] points) {
        double[][] sorted = points.clone();
        Arrays.sort(sorted, Comparator.<double[]>comparingDouble(p -> p[0]).thenComparingDouble(p -> p[1]));
        double[][] hull = new double[2 * sorted.length][];
        int n = 0;
        for (double[] point : sorted) {
            n = push(hull, n, 0, point);
        }
        int lower = n - 1;
        for (int i = sorted.length - 2; i >= 0; i--) {
            n = push(hull, n, lower, sorted[i]);
        }
        Path2D path = new Path2D.Double();
        path.moveTo(hull[0][0], hull[0][1]);
        for (int i = 1; i < n - 1; i++) {
            path.lineTo(hull[i][0], hull[i][1]);
        }
        path.closePath();
        return path;
    }

    private static int push(double[][] hull, int n, int from, double[] point) {
        while (n - from >= 2 && cross(hull[n - 2], hull[n - 1], point) <= 0) {
            n--;
        }
        hull[n] = point;
        return n + 1;
    }

    private static double cross(double[] o, double[] a, double[] b) {
        return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
    }
}
