package dev.facewire.vision.mesh;

/** How much sharper the source was drawn than the picture is: detail of the skin at the size of a pixel. Pure. */
final class Sharpness {
    /** Below this mean of levels detail is noise; added to both sides. */
    private static final double NOISE = 0.3;

    private Sharpness() {}

    /** @param drawn of {@link Relighting} */
    static double of(FaceSamples face, float[] drawn, int width, int height) {
        float[] luminance = new float[width * height];
        float[] weights = new float[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = face.from(y); x < face.to(y); x++) {
                int pixel = y * width + x;
                int at = pixel * FaceSamples.STRIDE;
                float[] samples = face.samples();
                luminance[pixel] = LightCells.luminance(samples[at], samples[at + 1], samples[at + 2]);
                float alpha = samples[at + FaceSamples.ALPHA];
                weights[pixel] = alpha > 0 ? alpha * (1 - samples[at + FaceSamples.FEATURE]) : 0;
            }
        }
        double source = 0;
        double picture = 0;
        double all = 1;
        for (int y = 1; y < height - 1; y++) {
            for (int x = Math.max(1, face.from(y)); x < Math.min(width - 1, face.to(y)); x++) {
                int at = y * width + x;
                if (weights[at] > 0
                        && weights[at - 1] > 0
                        && weights[at + 1] > 0
                        && weights[at - width] > 0
                        && weights[at + width] > 0) {
                    source += weights[at] * detail(drawn, at, width);
                    picture += weights[at] * detail(luminance, at, width);
                    all += weights[at];
                }
            }
        }
        return (source / all + NOISE) / (picture / all + NOISE);
    }

    /** A pixel against its four neighbours. */
    private static float detail(float[] picture, int at, int width) {
        float around = picture[at - 1] + picture[at + 1] + picture[at - width] + picture[at + width];
        return Math.abs(picture[at] - 0.25f * around);
    }
}
