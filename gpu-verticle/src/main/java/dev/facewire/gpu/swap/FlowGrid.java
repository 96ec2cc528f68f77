package dev.facewire.gpu.swap;

import dev.facewire.gpu.face.FaceMesh;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * For each place of a region of the picture: where to look in the source's texture, where in the region itself, how
 * much of the texture to take, and how much its colour counts. Rastered from the mesh's triangles at a low resolution,
 * which the tensor half enlarges: flow is smooth. One is reused for all faces of a device. Not thread-safe.
 */
final class FlowGrid {
    /** Cells along each side: two to three pixels of a face at 640×480. */
    static final int SIDE = 128;

    static final int CHANNELS = 6;
    private static final int CELLS = SIDE * SIDE;
    private static final int TEXTURE_X = 0;
    private static final int TEXTURE_Y = 1;
    private static final int REGION_X = 2;
    private static final int REGION_Y = 3;
    private static final int ALPHA = 4;
    private static final int COMPARE = 5;
    /** The texture fades over these cells from the rim of what the mesh covers: else a dark line shows where it ends. */
    private static final double FADE_FROM = 2;

    private static final double FADE_OVER = 7;

    private final ByteBuffer bytes =
            ByteBuffer.allocateDirect(CHANNELS * CELLS * Float.BYTES).order(ByteOrder.nativeOrder());
    private final FloatBuffer out = bytes.asFloatBuffer();
    private final float[][] channel = new float[CHANNELS][CELLS];
    private final float[] depth = new float[CELLS];
    private final float[] scratch = new float[CELLS];
    private final int[] triangles;

    FlowGrid(FaceMesh mesh) {
        triangles = mesh.triangles();
    }

    /** The grid as {@code [1, CHANNELS, SIDE, SIDE]} floats, overwritten by the next {@link #raster}. */
    ByteBuffer bytes() {
        return bytes;
    }

    /**
     * One vertex's values.
     *
     * @param places 468 × (x, y, z), in cells of this grid
     * @param texture 468 × (x, y), −1 to 1 over the source's texture
     * @param region 468 × (x, y), −1 to 1 over the region
     * @param alpha how much of the texture to take
     * @param compare how much its colour counts
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Vertices(double[] places, float[] texture, float[] region, float[] alpha, float[] compare) {}

    /**
     * Fills the grid.
     *
     * @param holes a flag for each vertex: triangles with three flagged ones show nothing of the texture
     */
    void raster(Vertices v, boolean[] holes) {
        Arrays.fill(depth, Float.MAX_VALUE);
        for (int c : new int[] {TEXTURE_X, TEXTURE_Y, ALPHA, COMPARE}) {
            Arrays.fill(channel[c], 0);
        }
        for (int i = 0; i < CELLS; i++) { // beside the mesh the region stays as it is
            channel[REGION_X][i] = i % SIDE * 2f / (SIDE - 1) - 1;
            int row = i / SIDE;
            channel[REGION_Y][i] = row * 2f / (SIDE - 1) - 1;
        }
        for (int t = 0; t < triangles.length; t += 3) {
            int a = triangles[t];
            int b = triangles[t + 1];
            int c = triangles[t + 2];
            triangle(v, a, b, c, holes[a] && holes[b] && holes[c]);
        }
        soften();
        fade();
        for (int c = 0; c < CHANNELS; c++) {
            out.put(c * CELLS, channel[c]);
        }
    }

    private void triangle(Vertices v, int a, int b, int c, boolean hole) {
        double[] p = v.places();
        double ax = p[a * 3];
        double ay = p[a * 3 + 1];
        double bx = p[b * 3] - ax;
        double by = p[b * 3 + 1] - ay;
        double cx = p[c * 3] - ax;
        double cy = p[c * 3 + 1] - ay;
        double twice = bx * cy - cx * by;
        if (twice >= -1e-4) {
            return; // faces away
        }
        int x0 = (int) Math.max(0, Math.ceil(ax + Math.min(0, Math.min(bx, cx))));
        int x1 = (int) Math.min(SIDE - 1, Math.floor(ax + Math.max(0, Math.max(bx, cx))));
        int y0 = (int) Math.max(0, Math.ceil(ay + Math.min(0, Math.min(by, cy))));
        int y1 = (int) Math.min(SIDE - 1, Math.floor(ay + Math.max(0, Math.max(by, cy))));
        for (int y = y0; y <= y1; y++) {
            for (int x = x0; x <= x1; x++) {
                double u = ((x - ax) * cy - cx * (y - ay)) / twice;
                double w = (bx * (y - ay) - (x - ax) * by) / twice;
                if (u < -1e-4 || w < -1e-4 || u + w > 1.0001) {
                    continue;
                }
                float kb = (float) u;
                float kc = (float) w;
                float ka = 1 - kb - kc;
                int cell = y * SIDE + x;
                float z = (float) (ka * p[a * 3 + 2] + kb * p[b * 3 + 2] + kc * p[c * 3 + 2]);
                if (z > depth[cell]) {
                    continue; // something nearer covers it
                }
                depth[cell] = z;
                channel[TEXTURE_X][cell] = mix(v.texture(), 2, 0, a, b, c, ka, kb, kc);
                channel[TEXTURE_Y][cell] = mix(v.texture(), 2, 1, a, b, c, ka, kb, kc);
                channel[REGION_X][cell] = mix(v.region(), 2, 0, a, b, c, ka, kb, kc);
                channel[REGION_Y][cell] = mix(v.region(), 2, 1, a, b, c, ka, kb, kc);
                channel[ALPHA][cell] = hole ? 0 : mix(v.alpha(), 1, 0, a, b, c, ka, kb, kc);
                channel[COMPARE][cell] = hole ? 0 : mix(v.compare(), 1, 0, a, b, c, ka, kb, kc);
            }
        }
    }

    private static float mix(float[] values, int step, int k, int a, int b, int c, float ka, float kb, float kc) {
        return ka * values[a * step + k] + kb * values[b * step + k] + kc * values[c * step + k];
    }

    /** Soft edges of holes, inwards only: what was out stays out. */
    private void soften() {
        float[] alpha = channel[ALPHA];
        for (int y = 1; y < SIDE - 1; y++) {
            for (int x = 1; x < SIDE - 1; x++) {
                int i = y * SIDE + x;
                float sum = 0;
                for (int dy = -SIDE; dy <= SIDE; dy += SIDE) {
                    sum += alpha[i + dy - 1] + alpha[i + dy] + alpha[i + dy + 1];
                }
                scratch[i] = Math.min(alpha[i], sum / 9);
            }
        }
        for (int y = 1; y < SIDE - 1; y++) {
            System.arraycopy(scratch, y * SIDE + 1, alpha, y * SIDE + 1, SIDE - 2);
        }
    }

    /** Fades by the distance to the rim of what the mesh covers, measured in two passes (chamfer 1, √2). */
    private void fade() {
        float diagonal = (float) Math.sqrt(2);
        for (int i = 0; i < CELLS; i++) {
            int x = i % SIDE;
            boolean rim = x == 0 || x == SIDE - 1 || i < SIDE || i >= CELLS - SIDE;
            scratch[i] = rim || depth[i] == Float.MAX_VALUE ? 0 : Float.MAX_VALUE;
        }
        for (int i = SIDE + 1; i < CELLS - SIDE - 1; i++) {
            float near = Math.min(
                    Math.min(scratch[i - 1], scratch[i - SIDE]) + 1,
                    Math.min(scratch[i - SIDE - 1], scratch[i - SIDE + 1]) + diagonal);
            scratch[i] = Math.min(scratch[i], near);
        }
        for (int i = CELLS - SIDE - 2; i > SIDE; i--) {
            float near = Math.min(
                    Math.min(scratch[i + 1], scratch[i + SIDE]) + 1,
                    Math.min(scratch[i + SIDE + 1], scratch[i + SIDE - 1]) + diagonal);
            scratch[i] = Math.min(scratch[i], near);
        }
        for (int i = 0; i < CELLS; i++) {
            float share = (float) Smooth.step((scratch[i] - FADE_FROM) / FADE_OVER);
            channel[ALPHA][i] *= share;
            channel[COMPARE][i] *= share;
        }
    }
}
