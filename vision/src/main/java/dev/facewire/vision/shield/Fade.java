package dev.facewire.vision.shield;

/** A shield comes at once and goes over three good frames. Pure. */
public final class Fade {
    private static final int FRAMES = 3;

    private Fade() {}

    /**
     * How much of the shield is left.
     *
     * @param goodFrames so many since it ended, this one with it
     * @return 0 to 1
     */
    public static double after(int goodFrames) {
        return goodFrames < 1 || goodFrames > FRAMES ? 0 : 1 - goodFrames / (FRAMES + 1.0);
    }
}
