package dev.facewire.vision.face;

/**
 * Holds numbers within limits, pixel by pixel: {@link Math#max(float, float)} minds NaN and −0, which takes several times as long.
 */
public final class Clamp {
    private Clamp() {}

    /** The nearest number to x that is not under least and not over most; NaN stays. */
    public static float between(float least, float most, float x) {
        return x < least ? least : x > most ? most : x;
    }
}
