package dev.facewire.vision.mesh;

/**
 * How the light on the picture differs from the light on the source, smooth in space: over {@value #SIDE} × {@value #SIDE}
 * cells gain (3 channels), offset (3), how much of the source's contrast to take (1), the hue of its skin in that light (3, of
 * luminance 1) and its luminance (1). Constants and their reasons: docs/explanation/mesh-engine.md. Reused; not
 * thread-safe.
 */
final class LightCells {
    static final int SIDE = 24;
    static final int CHANNELS = 11;
    static final int OFFSET = 3;
    static final int CONTRAST = 6;
    static final int HUE = 7;
    static final int SKIN = 10;

    private static final int SUMS = SkinCells.CHANNELS;
    private static final int FINE = SkinCells.SIDE * SkinCells.SIDE;
    private static final int CELLS = SIDE * SIDE;
    private static final int WEIGHT = 6;

    /**
     * How much of the difference in light is put on as gain; the rest as offset. Gain alone doubles the contrast of a dark
     * photo, offset alone turns its shadows grey.
     */
    private static final float GAIN = 0.75f;

    private static final float LEAST_GAIN = 0.25f;
    private static final float MOST_GAIN = 3.5f;
    /** Differences of so many levels from what is usual are no matter of light: hair, hands, shadows of glasses. */
    private static final float APART = 45;

    private static final float FAR_APART = 35;

    private final CellSmoothing smoothing = new CellSmoothing(SUMS);
    private final float[] plain = new float[SUMS * FINE];
    private final float[] coarse = new float[SUMS * CELLS];
    private final float[] cell = new float[CHANNELS];

    /**
     * Takes a share of a frame's light.
     *
     * @param sums of {@link SkinCells}
     * @param share of this frame's, 1 for a new face
     * @param light changed in place: cell by cell, row by row, {@link #CHANNELS} each
     */
    void follow(float[] sums, float share, float[] light) {
        weigh(sums);
        halve();
        float[] smooth = smoothing.smooth(coarse);
        float contrast = contrast(smooth);
        for (int i = 0; i < CELLS; i++) {
            cell(smooth, i, contrast);
            for (int k = 0; k < CHANNELS; k++) {
                light[i * CHANNELS + k] += share * (cell[k] - light[i * CHANNELS + k]);
            }
        }
    }

    /** What is to be smoothed anyway is smoothed over a quarter of the cells. */
    private void halve() {
        for (int k = 0; k < SUMS; k++) {
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    int at = k * FINE + 2 * y * SkinCells.SIDE + 2 * x;
                    float sum = plain[at] + plain[at + 1] + plain[at + SkinCells.SIDE] + plain[at + SkinCells.SIDE + 1];
                    coarse[(k * SIDE + y) * SIDE + x] = 0.25f * sum;
                }
            }
        }
    }

    /** Copies the sums, with less weight for cells whose difference is far from the usual one. */
    private void weigh(float[] sums) {
        System.arraycopy(sums, 0, plain, 0, sums.length);
        for (int round = 0; round < 2; round++) {
            double[] usual = new double[3];
            double all = 1e-3;
            for (int i = 0; i < FINE; i++) {
                all += plain[WEIGHT * FINE + i];
                for (int c = 0; c < 3; c++) {
                    usual[c] += plain[c * FINE + i] - plain[(3 + c) * FINE + i];
                }
            }
            for (int i = 0; i < FINE; i++) {
                float weight = plain[WEIGHT * FINE + i];
                float far = 0;
                for (int c = 0; c < 3; c++) {
                    float apart = (plain[c * FINE + i] - plain[(3 + c) * FINE + i]) / (weight + 1e-6f);
                    far = Math.max(far, Math.abs(apart - (float) (usual[c] / all)));
                }
                float kept = Math.max(0.02f, Math.min(1, 1 - (far - APART) / FAR_APART));
                for (int k = 0; k < SUMS; k++) {
                    plain[k * FINE + i] *= kept;
                }
            }
        }
    }

    /**
     * By how much the picture's detail is weaker than the source's, as lit, at the size of a fine cell: of a photo in hard light
     * wrinkles and blotches would stand out, and flicker with each movement.
     */
    private float contrast(float[] smooth) {
        double picture = 0;
        double source = 0;
        for (int i = 0; i < FINE; i++) {
            float weight = plain[WEIGHT * FINE + i];
            int near = i / SkinCells.SIDE / 2 * SIDE + i % SkinCells.SIDE / 2;
            float all = smooth[WEIGHT * CELLS + near] + 1e-4f;
            for (int c = 0; c < 3; c++) {
                float pictures = smooth[c * CELLS + near] + 1e-2f;
                float sources = smooth[(3 + c) * CELLS + near] + 1e-2f;
                float ownPicture = plain[c * FINE + i] - pictures / all * weight;
                float ownSource = (plain[(3 + c) * FINE + i] - sources / all * weight) * gain(pictures, sources);
                picture += ownPicture * ownPicture;
                source += ownSource * ownSource;
            }
        }
        return (float) Math.max(0.3, Math.min(1, Math.sqrt(picture / (source + 1e-3))));
    }

    private void cell(float[] smooth, int i, float contrast) {
        float weight = smooth[WEIGHT * CELLS + i] + 1e-4f;
        for (int c = 0; c < 3; c++) {
            float picture = smooth[c * CELLS + i] + 1e-2f;
            float source = smooth[(3 + c) * CELLS + i] + 1e-2f;
            cell[c] = gain(picture, source);
            cell[OFFSET + c] = (1 - GAIN) * (picture - source) / weight;
            cell[HUE + c] = Math.max(1, source / weight * cell[c] + cell[OFFSET + c]);
        }
        float luminance = luminance(cell[HUE], cell[HUE + 1], cell[HUE + 2]);
        for (int c = 0; c < 3; c++) {
            cell[HUE + c] /= luminance;
        }
        cell[SKIN] = luminance;
        cell[CONTRAST] = contrast;
    }

    private static float gain(float picture, float source) {
        return 1 + GAIN * (Math.max(LEAST_GAIN, Math.min(MOST_GAIN, picture / source)) - 1);
    }

    /**
     * How far a channel may differ from the skin's hue: the less, the more the light raises one channel over the others, as the blue of an old
     * painting; or what is dark in the source would take on a colour of its own, and brows turn purple.
     */
    static float room(float[] light) {
        double sum = 0;
        for (int at = 0; at < light.length; at += CHANNELS) {
            float most = Math.max(light[at], Math.max(light[at + 1], light[at + 2]));
            sum += most / luminance(light[at], light[at + 1], light[at + 2]);
        }
        double raised = Math.max(1, sum / (SIDE * SIDE));
        return (float) (0.32 / (raised * raised * raised));
    }

    static float luminance(float r, float g, float b) {
        return 0.299f * r + 0.587f * g + 0.114f * b;
    }
}
