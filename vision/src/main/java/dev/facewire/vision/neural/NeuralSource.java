package dev.facewire.vision.neural;

import dev.facewire.vision.engine.SwapEngine;

/**
 * A source face, ready: its vector, with the model's attribute directions on it. In the host's memory: 2 KB for each face of a batch
 * go to the device with the rest.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NeuralSource(float[] vector) implements SwapEngine.Prepared {
    @Override
    public void close() {
        // nothing of the device's is held
    }
}
