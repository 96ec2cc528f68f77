package dev.facewire.bench.moves;

/** The face in the demo's clip at 320×240, for telling a swapped one from a bare one. It hardly moves. */
public final class DemoFace {
    // Its middle, in pixels.
    public static final int X0 = 130;
    public static final int Y0 = 80;
    public static final int X1 = 190;
    public static final int Y1 = 150;
    /** Coding alone changes it by less than this, in levels of 255; the swap changes it by more than double. */
    public static final double BARE = 5;

    private DemoFace() {}
}
