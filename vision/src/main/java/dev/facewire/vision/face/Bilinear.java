package dev.facewire.vision.face;

/** Looks between the samples of one channel. */
public final class Bilinear {
    private Bilinear() {}

    /**
     * The value at a place; the outermost samples go on beyond the edge.
     *
     * @param samples row by row
     * @param x whole numbers are the middles of samples
     */
    public static float at(float[] samples, int width, int height, float x, float y) {
        float inX = Clamp.between(0, width - 1, x);
        float inY = Clamp.between(0, height - 1, y);
        int i = Math.max(0, Math.min(width - 2, (int) inX));
        int j = Math.max(0, Math.min(height - 2, (int) inY));
        int right = width > 1 ? 1 : 0;
        int below = height > 1 ? width : 0;
        float fx = inX - i;
        float fy = inY - j;
        int a = j * width + i;
        float upper = samples[a] + fx * (samples[a + right] - samples[a]);
        float lower = samples[a + below] + fx * (samples[a + below + right] - samples[a + below]);
        return upper + fy * (lower - upper);
    }
}
