package dev.facewire.vision.face;

import java.util.Arrays;

/**
 * Draws the mesh's triangles into a grid of cells, with a depth test: for each cell the values of the nearest triangle
 * that faces the viewer, interpolated between its corners. Reused from face to face. Not thread-safe.
 */
public final class MeshRaster {
    private static final float NOTHING = Float.MAX_VALUE;

    private final int[] triangles;
    private final int columns;
    private final int rows;
    private final float[][] channels;
    private final float[] depth;
    private final int[] triangle;

    /** @param channels values for each vertex and cell */
    public MeshRaster(FaceMesh mesh, int columns, int rows, int channels) {
        this.triangles = mesh.triangles();
        this.columns = columns;
        this.rows = rows;
        this.channels = new float[channels][columns * rows];
        this.depth = new float[columns * rows];
        this.triangle = new int[columns * rows];
    }

    /** The values of one channel, row by row, 0 where there is no triangle; overwritten by the next {@link #draw}. */
    public float[] channel(int index) {
        return channels[index];
    }

    /** Is there a triangle? */
    public boolean covered(int cell) {
        return depth[cell] != NOTHING;
    }

    /** Of the triangle in a cell that is {@link #covered}: its first index into {@link FaceMesh#triangles}. */
    public int triangle(int cell) {
        return triangle[cell];
    }

    /**
     * Draws.
     *
     * @param places (x, y, z) for each vertex; x and y in cells, a cell's middle being a whole number
     * @param values the channels of vertex 0, then those of vertex 1, and so on
     */
    public void draw(double[] places, float[] values) {
        Arrays.fill(depth, NOTHING);
        for (float[] channel : channels) {
            Arrays.fill(channel, 0);
        }
        for (int t = 0; t < triangles.length; t += 3) {
            draw(t, places, values);
        }
    }

    private void draw(int t, double[] p, float[] values) {
        int a = triangles[t] * 3;
        int b = triangles[t + 1] * 3;
        int c = triangles[t + 2] * 3;
        double ax = p[a];
        double ay = p[a + 1];
        double bx = p[b] - ax;
        double by = p[b + 1] - ay;
        double cx = p[c] - ax;
        double cy = p[c + 1] - ay;
        double twice = bx * cy - cx * by;
        if (twice >= -1e-4) {
            return; // faces away
        }
        int x0 = (int) Math.max(0, Math.ceil(ax + Math.min(0, Math.min(bx, cx)) - 1e-3));
        int x1 = (int) Math.min(columns - 1, Math.floor(ax + Math.max(0, Math.max(bx, cx)) + 1e-3));
        int y0 = (int) Math.max(0, Math.ceil(ay + Math.min(0, Math.min(by, cy)) - 1e-3));
        int y1 = (int) Math.min(rows - 1, Math.floor(ay + Math.max(0, Math.max(by, cy)) + 1e-3));
        for (int y = y0; y <= y1; y++) {
            for (int x = x0; x <= x1; x++) {
                double u = ((x - ax) * cy - cx * (y - ay)) / twice;
                double w = (bx * (y - ay) - (x - ax) * by) / twice;
                if (u < -1e-4 || w < -1e-4 || u + w > 1.0001) {
                    continue;
                }
                int cell = y * columns + x;
                float z = (float) ((1 - u - w) * p[a + 2] + u * p[b + 2] + w * p[c + 2]);
                if (z <= depth[cell]) {
                    depth[cell] = z;
                    triangle[cell] = t;
                    mix(cell, t, (float) (1 - u - w), (float) u, (float) w, values);
                }
            }
        }
    }

    private void mix(int cell, int t, float ka, float kb, float kc, float[] values) {
        int n = channels.length;
        int a = triangles[t] * n;
        int b = triangles[t + 1] * n;
        int c = triangles[t + 2] * n;
        for (int k = 0; k < n; k++) {
            channels[k][cell] = ka * values[a + k] + kb * values[b + k] + kc * values[c + k];
        }
    }
}
