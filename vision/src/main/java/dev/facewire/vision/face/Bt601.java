package dev.facewire.vision.face;

/**
 * From I420 to RGB, by ITU-R BT.601 in limited range: what a level of chroma, less 128, adds to a channel of 0 to 255; luma, less 16, is scaled by
 * {@link #LUMA} first.
 */
public final class Bt601 {
    public static final float LUMA = 1.164384f;
    public static final float RED_OF_V = 1.596027f;
    public static final float GREEN_OF_U = -0.3917623f;
    public static final float GREEN_OF_V = -0.8129676f;
    public static final float BLUE_OF_U = 2.017232f;

    private Bt601() {}
}
