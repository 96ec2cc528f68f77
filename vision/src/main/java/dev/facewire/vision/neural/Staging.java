package dev.facewire.vision.neural;

import dev.facewire.vision.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;

/**
 * Memory of the host by which pictures go to the device and come back; it grows and never shrinks. Owns its tensor; confined to the
 * device loop's thread.
 */
final class Staging implements AutoCloseable {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final IntFunction<Tensor> allocator;
    private Tensor tensor;
    private ByteBuffer bytes = NONE;

    /** @param allocator makes a tensor of so many bytes of the host, which outlives scopes; it may fail for want of memory */
    Staging(IntFunction<Tensor> allocator) {
        this.allocator = allocator;
    }

    /** Makes room. What was there is let go of first: pinned memory is scarce. Where there is none now, the next call asks again. */
    void room(int size) {
        if (bytes.capacity() >= size) {
            return;
        }
        close();
        tensor = allocator.apply(size);
        bytes = tensor.hostBytes();
    }

    /** The memory as the modules see it. */
    Tensor tensor() {
        return tensor;
    }

    /** The same as Java sees it; good until {@link #room} or {@link #close}. */
    ByteBuffer bytes() {
        return bytes;
    }

    @Override
    public void close() {
        bytes = NONE; // before its memory goes
        if (tensor != null) {
            Tensor closed = tensor;
            tensor = null;
            closed.close();
        }
    }
}
