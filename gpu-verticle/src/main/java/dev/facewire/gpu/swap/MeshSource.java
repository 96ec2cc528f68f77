package dev.facewire.gpu.swap;

import dev.facewire.gpu.tensor.Tensor;
import java.util.List;

/**
 * A source face, ready to be drawn.
 *
 * @param levels its texture from fine to coarse; owned by this
 * @param sides of the levels, in texels
 * @param neutral its shape in the canonical pose, 468 × 3
 * @param irises their middles in the texture, −1 to 1: right (x, y), left (x, y)
 * @param mouthOpen does the photo's mouth stand open?
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MeshSource(List<Tensor> levels, int[] sides, double[] neutral, double[] irises, boolean mouthOpen)
        implements SwapEngine.Prepared {
    /** Texels of the face across for each pixel; fewer blur it, more make it flicker. */
    private static final double TEXELS_A_PIXEL = 1;

    /**
     * The coarsest level that is fine enough.
     *
     * @param widthPx of the face in the picture
     * @param softness how many levels coarser, because the picture is soft
     */
    Tensor level(double widthPx, int softness) {
        int level = 0;
        while (level + 1 < sides.length && sides[level + 1] >= TEXELS_A_PIXEL * widthPx) {
            level++;
        }
        return levels.get(Math.min(level + softness, levels.size() - 1));
    }

    @Override
    public void close() {
        levels.forEach(Tensor::close);
    }
}
