package dev.facewire.vision.mesh;

import dev.facewire.vision.engine.SwapEngine;

/**
 * A source face, ready to be drawn.
 *
 * @param texture its levels from fine to coarse; owned by this
 * @param neutral its shape in the canonical pose, 468 × 3
 * @param irises their middles in the texture, −1 to 1: right (x, y), left (x, y)
 * @param mouthOpen does the photo's mouth stand open?
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MeshSource(MeshDrawing.Texture texture, double[] neutral, double[] irises, boolean mouthOpen)
        implements SwapEngine.Prepared {
    /** Texels of the face across for each pixel; fewer blur it, more make it flicker. */
    private static final double TEXELS_A_PIXEL = 1;

    /**
     * The coarsest level that is fine enough.
     *
     * @param widthPx of the face in the picture
     * @param softness how many levels coarser, because the picture is soft
     */
    int level(double widthPx, int softness) {
        int[] sides = texture.sides();
        int level = 0;
        while (level + 1 < sides.length && sides[level + 1] >= TEXELS_A_PIXEL * widthPx) {
            level++;
        }
        return Math.min(level + softness, sides.length - 1);
    }

    @Override
    public void close() {
        texture.close();
    }
}
