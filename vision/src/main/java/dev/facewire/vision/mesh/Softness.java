package dev.facewire.vision.mesh;

/**
 * How many levels coarser a texture is drawn, so that it is no sharper than the picture of a soft camera. Begins with what it sees first, follows slowly,
 * and with a gap between up and down, so that it does not swing. Pure, not thread-safe.
 */
final class Softness {
    private static final double SHARE = 0.2;
    private static final double TOO_SHARP = 1.15;
    private static final double TOO_SOFT = 0.75;
    private static final int MOST = 3;
    /** After a change the next measurements show first what it did. */
    private static final int PAUSE = 3;

    private int levels;
    /** Of what is drawn now; not yet known at first and after a change. */
    private double ratio = Double.NaN;

    private int pause;

    int levels() {
        return levels;
    }

    /** @param sharper the source's detail as it was drawn over the picture's */
    void next(double sharper) {
        if (pause-- > 0) {
            return;
        }
        ratio = Double.isNaN(ratio) ? sharper : ratio + SHARE * (sharper - ratio);
        if (ratio > TOO_SHARP && levels < MOST) {
            change(1);
        } else if (ratio < TOO_SOFT && levels > 0) {
            change(-1);
        }
    }

    private void change(int by) {
        levels += by;
        ratio = Double.NaN;
        pause = PAUSE;
    }
}
