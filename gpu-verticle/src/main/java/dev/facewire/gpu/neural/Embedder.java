package dev.facewire.gpu.neural;

/** Turns a face into numbers that tell who it is. Confined to the device loop's thread. */
public interface Embedder extends AutoCloseable {

    /** Of the square that it is given, in pixels. */
    int size();

    /**
     * The numbers of a face.
     *
     * @param rgb [3, size, size], 0 to 1, aligned by the model's template
     */
    float[] embed(float[] rgb);

    @Override
    void close();
}
