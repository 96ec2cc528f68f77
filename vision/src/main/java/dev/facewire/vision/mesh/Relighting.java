package dev.facewire.vision.mesh;

import dev.facewire.vision.face.Clamp;

/**
 * Puts the picture's light on the sampled source and draws it over the picture. Constants and their reasons:
 * docs/explanation/mesh-engine.md. Reused; not thread-safe.
 */
final class Relighting {
    private static final int SIDE = LightCells.SIDE;
    private static final int CHANNELS = LightCells.CHANNELS;
    /** Brows, eyes and lips keep more of their contrast: they make the face. */
    private static final float FEATURE_CONTRAST = 0.3f;
    /** In what is darker than skin the colours of a photo are mostly noise and varnish; this much of the room stays. */
    private static final float DARK_ROOM = 0.25f;

    /** The light at two rows of pixels, and at four pixels of them. */
    private final float[] line = new float[SIDE * CHANNELS];

    private final float[] here = new float[CHANNELS];

    private float[] drawn = {};

    /** The luminance of what was drawn, pixel by pixel, before it was mixed with the picture; good where alpha is over 0. */
    float[] drawn() {
        return drawn;
    }

    /**
     * Draws.
     *
     * @param light of {@link LightCells}
     * @param picture whose pixels within the face's spans are overwritten
     */
    void draw(FaceSamples face, float[] light, RegionPixels picture) {
        int width = picture.width();
        int height = picture.height();
        if (drawn.length < width * height) {
            drawn = new float[width * height];
        }
        float room = LightCells.room(light);
        for (int y = 0; y < height; y += 2) {
            blend(light, y, height);
            rows(face, y, room, picture);
        }
    }

    /** Where in the cells the middle of a pixel and the next is; the outermost cells go on to the edge. */
    private static float place(int pixel, int pixels) {
        return Clamp.between(0, SIDE - 1, (pixel + 1f) * SIDE / pixels - 0.5f);
    }

    private void blend(float[] light, int y, int height) {
        float at = place(y, height);
        int row = Math.min(SIDE - 2, (int) at);
        float f = at - row;
        int above = row * line.length;
        for (int i = 0; i < line.length; i++) {
            float value = light[above + i];
            line[i] = value + f * (light[above + line.length + i] - value);
        }
    }

    /** Two rows, in squares of four pixels: light is the same over so little. */
    private void rows(FaceSamples face, int y, float room, RegionPixels picture) {
        int width = picture.width();
        for (int x = face.from(y); x < face.to(y); x += 2) {
            float place = place(x, width);
            int cell = Math.min(SIDE - 2, (int) place);
            float f = place - cell;
            int k = cell * CHANNELS;
            for (int i = 0; i < CHANNELS; i++) {
                here[i] = line[k + i] + f * (line[k + CHANNELS + i] - line[k + i]);
            }
            int pixel = y * width + x;
            pixel(face, pixel, room, picture);
            pixel(face, pixel + 1, room, picture);
            pixel(face, pixel + width, room, picture);
            pixel(face, pixel + width + 1, room, picture);
        }
    }

    private void pixel(FaceSamples face, int pixel, float room, RegionPixels picture) {
        float[] samples = face.samples();
        float[] rgb = picture.rgb();
        int at = pixel * FaceSamples.STRIDE;
        int out = pixel * RegionPixels.CHANNELS;
        float alpha = samples[at + FaceSamples.ALPHA];
        if (alpha <= 0) {
            rgb[out] = samples[at];
            rgb[out + 1] = samples[at + 1];
            rgb[out + 2] = samples[at + 2];
            return;
        }
        float[] light = here;
        float r = samples[at + FaceSamples.SOURCE] * light[0] + light[LightCells.OFFSET];
        float g = samples[at + FaceSamples.SOURCE + 1] * light[1] + light[LightCells.OFFSET + 1];
        float b = samples[at + FaceSamples.SOURCE + 2] * light[2] + light[LightCells.OFFSET + 2];
        float luminance = LightCells.luminance(r, g, b);
        float skin = light[LightCells.SKIN];
        float free = room * Clamp.between(DARK_ROOM, 1, luminance / skin);
        float keep = FEATURE_CONTRAST * Clamp.between(0, 1, samples[at + FaceSamples.FEATURE]);
        float contrast = light[LightCells.CONTRAST] + (1 - light[LightCells.CONTRAST]) * keep;
        r = tone(r, light[LightCells.HUE], luminance, free, skin, contrast);
        g = tone(g, light[LightCells.HUE + 1], luminance, free, skin, contrast);
        b = tone(b, light[LightCells.HUE + 2], luminance, free, skin, contrast);
        drawn[pixel] = LightCells.luminance(r, g, b);
        rgb[out] = samples[at] + alpha * (r - samples[at]);
        rgb[out + 1] = samples[at + 1] + alpha * (g - samples[at + 1]);
        rgb[out + 2] = samples[at + 2] + alpha * (b - samples[at + 2]);
    }

    /** A channel, held near the skin's hue, with as much contrast to the skin as is wanted. */
    private static float tone(float value, float hue, float luminance, float free, float skin, float contrast) {
        float usual = hue * luminance;
        float held = Clamp.between(usual * (1 - free), usual * (1 + free), value);
        float plain = hue * skin;
        return Clamp.between(0, 255, plain + contrast * (held - plain));
    }
}
