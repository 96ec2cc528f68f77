package dev.facewire.vision.neural;

import dev.facewire.vision.face.ConvexHull;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.util.ArrayList;
import java.util.List;

/**
 * A convex outline as half planes, from which the device makes a mask: for each edge nx, ny and d, and n · p + d is how far within the
 * outline p is, the least over all edges. Pure.
 */
final class Outline {
    /** Edges that there is room for; {@code models/neural_swap.py} has the same number. */
    static final int EDGES = 40;
    /** So far outside that no mask reaches there. */
    private static final float NOWHERE = -1e4f;

    private static final double SHORTEST = 1e-6;

    private Outline() {}

    /** Fills so many edges with one that lets nothing in. */
    static void none(float[] out, int at) {
        for (int i = 0; i < EDGES; i++) {
            out[at + 3 * i] = 0;
            out[at + 3 * i + 1] = 0;
            out[at + 3 * i + 2] = NOWHERE;
        }
    }

    /**
     * The hull of points.
     *
     * @param points (x, y) each
     * @param square also within (0, 0) and (square, square), unless 0
     */
    static void around(double[][] points, double square, float[] out, int at) {
        List<double[]> corners = corners(ConvexHull.of(points));
        List<double[]> edges = new ArrayList<>();
        double area = 0;
        for (int i = 0; i < corners.size(); i++) {
            double[] p = corners.get(i);
            double[] q = corners.get((i + 1) % corners.size());
            area += p[0] * q[1] - q[0] * p[1];
        }
        double side = Math.signum(area);
        for (int i = 0; i < corners.size(); i++) {
            double[] p = corners.get(i);
            double[] q = corners.get((i + 1) % corners.size());
            double length = Math.hypot(q[0] - p[0], q[1] - p[1]);
            if (length > SHORTEST) {
                double nx = -side * (q[1] - p[1]) / length;
                double ny = side * (q[0] - p[0]) / length;
                edges.add(new double[] {nx, ny, -nx * p[0] - ny * p[1]});
            }
        }
        if (square > 0) {
            edges.add(new double[] {1, 0, 0});
            edges.add(new double[] {0, 1, 0});
            edges.add(new double[] {-1, 0, square});
            edges.add(new double[] {0, -1, square});
        }
        if (edges.size() > EDGES || edges.size() < 3) {
            throw new IllegalArgumentException("an outline of " + edges.size() + " edges");
        }
        for (int i = 0; i < EDGES; i++) {
            double[] edge = edges.get(i % edges.size()); // one that comes twice changes nothing
            for (int k = 0; k < 3; k++) {
                out[at + 3 * i + k] = (float) edge[k];
            }
        }
    }

    private static List<double[]> corners(Path2D hull) {
        List<double[]> corners = new ArrayList<>();
        double[] at = new double[6];
        for (PathIterator i = hull.getPathIterator(null); !i.isDone(); i.next()) {
            if (i.currentSegment(at) != PathIterator.SEG_CLOSE) {
                corners.add(new double[] {at[0], at[1]});
            }
        }
        return corners;
    }
}
