package dev.facewire.bench.quality.measure;

/** Blurs of one plane; beyond the rim is the rim's value. Pure. */
public final class Blur {
    private Blur() {}

    public static float[] gauss(float[] plane, int width, int height, double sigma) {
        int radius = (int) Math.ceil(3 * sigma);
        float[] kernel = new float[2 * radius + 1];
        float sum = 0;
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = (float) Math.exp(-(i - radius) * (i - radius) / (2 * sigma * sigma));
            sum += kernel[i];
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] /= sum;
        }
        return down(across(plane, width, height, kernel), width, height, kernel);
    }

    /** The mean over squares of {@code 2 · radius + 1}. */
    public static float[] box(float[] plane, int width, int height, int radius) {
        float[] kernel = new float[2 * radius + 1];
        java.util.Arrays.fill(kernel, 1f / kernel.length);
        return down(across(plane, width, height, kernel), width, height, kernel);
    }

    private static float[] across(float[] plane, int width, int height, float[] kernel) {
        int radius = kernel.length / 2;
        float[] out = new float[plane.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                float value = 0;
                for (int k = -radius; k <= radius; k++) {
                    value += kernel[k + radius] * plane[y * width + Math.max(0, Math.min(width - 1, x + k))];
                }
                out[y * width + x] = value;
            }
        }
        return out;
    }

    private static float[] down(float[] plane, int width, int height, float[] kernel) {
        int radius = kernel.length / 2;
        float[] out = new float[plane.length];
        for (int y = 0; y < height; y++) {
            for (int k = -radius; k <= radius; k++) {
                int from = Math.max(0, Math.min(height - 1, y + k)) * width;
                float weight = kernel[k + radius];
                for (int x = 0; x < width; x++) {
                    out[y * width + x] += weight * plane[from + x];
                }
            }
        }
        return out;
    }
}
