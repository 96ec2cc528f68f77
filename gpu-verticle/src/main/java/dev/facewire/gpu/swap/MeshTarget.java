package dev.facewire.gpu.swap;

import dev.facewire.gpu.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What is remembered of one face before the camera: its neutral shape, its eyes, the light on it, how sharp the picture is. */
final class MeshTarget implements SwapEngine.Target {
    private static final int MEASURE_EVERY = 4;

    private final ShapeTransfer shape;
    private final Gaze gaze = new Gaze();
    private final Tensor light;
    private final Softness softness = new Softness();
    private boolean lit;
    private int drawings;
    private ByteBuffer hidden = ByteBuffer.allocateDirect(0);

    /** @param light owned by this */
    MeshTarget(ShapeTransfer shape, Tensor light) {
        this.shape = shape;
        this.light = light;
    }

    ShapeTransfer shape() {
        return shape;
    }

    Gaze gaze() {
        return gaze;
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

    /** The cells where something is before the face, as the engine reads them; overwritten by the next call. */
    ByteBuffer hidden(float[] cells) {
        if (hidden.capacity() != cells.length * Float.BYTES) {
            hidden = ByteBuffer.allocateDirect(cells.length * Float.BYTES).order(ByteOrder.nativeOrder());
        }
        hidden.asFloatBuffer().put(0, cells);
        return hidden;
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
