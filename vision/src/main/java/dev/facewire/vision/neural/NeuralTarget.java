package dev.facewire.vision.neural;

import dev.facewire.vision.engine.SwapEngine;
import dev.facewire.vision.tensor.Tensor;

/** What is remembered of one face before the camera: the light on it, and who it is, where the strength asks for that. */
final class NeuralTarget implements SwapEngine.Target {
    private final Tensor light;
    private boolean lit;
    private float[] own;

    /** @param light owned by this */
    NeuralTarget(Tensor light) {
        this.light = light;
    }

    Tensor light() {
        return light;
    }

    /** Is there a light from the frame before? From the second call on. */
    boolean litBefore() {
        boolean before = lit;
        lit = true;
        return before;
    }

    /** The person's own vector; null until it was made. */
    float[] own() {
        return own;
    }

    void own(float[] vector) {
        own = vector;
    }

    @Override
    public void close() {
        light.close();
    }
}
