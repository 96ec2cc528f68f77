package dev.facewire.vision.neural;

import dev.facewire.vision.model.AlignmentTemplate;

/** Turns a face into numbers that tell who it is. Confined to the device loop's thread. */
public interface Embedder extends AutoCloseable {

    /** Of the square that it is given, in pixels. */
    int size();

    /** How a face lies in that square. */
    AlignmentTemplate alignment();

    /**
     * The numbers of a face.
     *
     * @param rgb [3, size, size], 0 to 1, aligned by {@link #alignment}
     */
    float[] embed(float[] rgb);

    @Override
    void close();
}
