package dev.facewire.vision.mesh;

import dev.facewire.vision.face.Bilinear;
import dev.facewire.vision.face.Clamp;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.MeshRaster;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * For each place of a face: where to look in the source's texture, how far from here in the picture itself, how much of
 * the texture to take, and where its colour says nothing of the light. Rastered from the mesh's triangles at a
 * low resolution, which the tensor half enlarges: flow is smooth. One is reused for all faces of a device. Not
 * thread-safe.
 */
final class FlowGrid {
    /** Cells along each side: two to three pixels of a face at 640×480. */
    static final int SIDE = 128;

    static final int CHANNELS = 6;
    static final int TEXTURE_X = 0;
    static final int TEXTURE_Y = 1;
    static final int SHIFT_X = 2;
    static final int SHIFT_Y = 3;
    static final int ALPHA = 4;
    static final int FEATURE = 5;
    private static final int CELLS = SIDE * SIDE;
    /**
     * Over these cells from the rim of what the mesh covers the texture fades, or a dark line shows where it ends; and
     * the picture's own warp, or what is behind a turned head is drawn along.
     */
    private static final double FADE_FROM = 1;

    private static final double FADE_OVER = 5;

    // Where the texture ends: cm from the oval, and cm above the middle of the face.
    private static final double RIM_CM = 1.5;
    private static final double FOREHEAD_TOP_CM = 8.4;
    private static final double FOREHEAD_FADE_CM = 1.6;

    private final MeshRaster raster;
    private final int[] triangles;
    private final float[] scratch = new float[CELLS];

    FlowGrid(FaceMesh mesh) {
        raster = new MeshRaster(mesh, SIDE, SIDE, CHANNELS);
        triangles = mesh.triangles();
    }

    /** Values for {@link #draw} of a face that keeps its shape: place in the texture, alpha and feature of each vertex, no shift. */
    static float[] atRest(FaceMesh mesh) {
        double[] distance = mesh.distanceToOval();
        boolean[] features = FaceMesh.flags(FaceMesh.features());
        float[] values = new float[FaceMesh.POINTS * CHANNELS];
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            int at = i * CHANNELS;
            values[at + TEXTURE_X] = (float) (2 * mesh.uv()[i * 2] - 1);
            values[at + TEXTURE_Y] = (float) (2 * mesh.uv()[i * 2 + 1] - 1);
            values[at + ALPHA] = (float) (Smooth.step(distance[i] / RIM_CM)
                    * Smooth.step((FOREHEAD_TOP_CM - mesh.height(i)) / FOREHEAD_FADE_CM));
            values[at + FEATURE] = features[i] ? 1 : 0;
        }
        return values;
    }

    /** The values of a channel; to be changed at will between {@link #draw} and {@link #put}. */
    float[] channel(int index) {
        return raster.channel(index);
    }

    /** Does the triangle in this cell have all three corners among the flagged vertices? */
    boolean within(int cell, boolean[] flags) {
        if (!raster.covered(cell)) {
            return false;
        }
        int t = raster.triangle(cell);
        return flags[triangles[t]] && flags[triangles[t + 1]] && flags[triangles[t + 2]];
    }

    /**
     * Fills the grid.
     *
     * @param places 468 × (x, y, z), in cells of this grid
     * @param values 468 × the channels: texture −1 to 1, shift in the region's units, alpha, feature
     * @param holes a flag for each vertex: triangles with three flagged ones show nothing of the texture
     */
    void draw(double[] places, float[] values, boolean[] holes) {
        raster.draw(places, values);
        float[] alpha = channel(ALPHA);
        for (int i = 0; i < CELLS; i++) {
            if (within(i, holes)) {
                alpha[i] = 0;
            }
        }
        distances();
        soften(alpha);
        float[] x = channel(SHIFT_X);
        float[] y = channel(SHIFT_Y);
        for (int i = 0; i < CELLS; i++) {
            float share = (float) Smooth.step((scratch[i] - FADE_FROM) / FADE_OVER);
            alpha[i] *= share;
            x[i] *= share;
            y[i] *= share;
        }
    }

    /**
     * Takes less of the texture.
     *
     * @param strength 0 to 1, how much is to be left
     * @param hidden a square over the texture, row by row, 1 where nothing is to be left; or null
     */
    void fade(double strength, float[] hidden) {
        float[] alpha = channel(ALPHA);
        float[] x = channel(TEXTURE_X);
        float[] y = channel(TEXTURE_Y);
        int side = hidden == null ? 0 : (int) Math.sqrt(hidden.length);
        if (strength >= 1 && side == 0) {
            return;
        }
        for (int i = 0; i < CELLS; i++) {
            if (alpha[i] != 0) {
                float cover = side == 0 ? 0 : Bilinear.at(hidden, side, side, texel(side, x[i]), texel(side, y[i]));
                alpha[i] *= (float) strength * Clamp.between(0, 1, 1 - cover);
            }
        }
    }

    /** A place in the texture, −1 to 1, in samples of a square over it. */
    private static float texel(int side, float place) {
        return 0.5f * side * (place + 1) - 0.5f;
    }

    /** Writes the grid as {@code [CHANNELS, SIDE, SIDE]} floats. */
    void put(ByteBuffer direct, int index) {
        FloatBuffer out = direct.asFloatBuffer();
        for (int c = 0; c < CHANNELS; c++) {
            out.put((index * CHANNELS + c) * CELLS, channel(c));
        }
    }

    /** Soft edges of holes, inwards only: what was out stays out. */
    private static void soften(float[] alpha) {
        float[] before = alpha.clone();
        for (int y = 1; y < SIDE - 1; y++) {
            for (int x = 1; x < SIDE - 1; x++) {
                int i = y * SIDE + x;
                float sum = 0;
                for (int dy = -SIDE; dy <= SIDE; dy += SIDE) {
                    sum += before[i + dy - 1] + before[i + dy] + before[i + dy + 1];
                }
                alpha[i] = Math.min(before[i], sum / 9);
            }
        }
    }

    /** Distance of each cell to the rim of what the mesh covers, in two passes (chamfer 1, √2). */
    private void distances() {
        float diagonal = (float) Math.sqrt(2);
        for (int i = 0; i < CELLS; i++) {
            int x = i % SIDE;
            boolean rim = x == 0 || x == SIDE - 1 || i < SIDE || i >= CELLS - SIDE;
            scratch[i] = rim || !raster.covered(i) ? 0 : Float.MAX_VALUE;
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
    }
}
