package dev.facewire.vision.mesh;

import dev.facewire.vision.engine.SwapEngine;

/** What is remembered of one face before the camera: its neutral shape, its eyes, the light on it, how sharp the picture is. */
final class MeshTarget implements SwapEngine.Target {
    private static final int MEASURE_EVERY = 4;
    /** How much of a frame's light is taken; a lamp that is switched on is followed within five frames. */
    private static final double LIGHT_SHARE = 0.4;

    private final ShapeTransfer shape;
    private final Gaze gaze = new Gaze();
    private final MeshDrawing.Light light;
    private final Softness softness = new Softness();
    private boolean lit;
    private int drawings;

    /** @param light owned by this */
    MeshTarget(ShapeTransfer shape, MeshDrawing.Light light) {
        this.shape = shape;
        this.light = light;
    }

    ShapeTransfer shape() {
        return shape;
    }

    Gaze gaze() {
        return gaze;
    }

    MeshDrawing.Light light() {
        return light;
    }

    /** How much of this frame's light is to be taken; to be asked once a frame. */
    double lightShare() {
        double share = lit ? LIGHT_SHARE : 1;
        lit = true;
        return share;
    }

    int softness() {
        return softness.levels();
    }

    /** Is it time to measure how sharp the picture is? To be asked once a frame. */
    boolean sharpnessDue() {
        return drawings++ % MEASURE_EVERY == 0;
    }

    /** How much sharper the source was drawn than the picture is. */
    void drawn(double sharper) {
        softness.next(sharper);
    }

    @Override
    public void close() {
        light.close();
    }
}
