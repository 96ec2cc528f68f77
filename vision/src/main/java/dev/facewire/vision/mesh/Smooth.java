package dev.facewire.vision.mesh;

/** The cubic step from 0 to 1. */
final class Smooth {
    private Smooth() {}

    /** 0 up to 0, 1 from 1 on, smooth between. */
    static double step(double x) {
        double t = Math.max(0, Math.min(1, x));
        return t * t * (3 - 2 * t);
    }
}
