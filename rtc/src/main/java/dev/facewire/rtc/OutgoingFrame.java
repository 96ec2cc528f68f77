package dev.facewire.rtc;

import dev.facewire.media.I420Frame;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;

/**
 * A frame being filled. Owned by who allocated it, until it is pushed or closed: after that the encoder reads it, and it
 * must not be written any more. Not thread-safe.
 */
public final class OutgoingFrame implements AutoCloseable {
    private final FrameBudget budget;
    private final long bytes;
    private NativeI420Buffer buffer;

    OutgoingFrame(int width, int height, FrameBudget budget) {
        buffer = NativeI420Buffer.allocate(width, height);
        this.budget = budget;
        this.bytes = FrameBudget.bytes(width, height);
        budget.force(bytes); // the frame that it answers was let in
    }

    /**
     * The picture to fill; its memory is not cleared. The view must not be used after the frame was pushed or closed.
     *
     * @throws IllegalStateException once pushed or closed
     */
    public I420Frame view() {
        NativeI420Buffer open = open();
        return new I420Frame(
                open.getWidth(),
                open.getHeight(),
                open.getDataY(),
                open.getStrideY(),
                open.getDataU(),
                open.getStrideU(),
                open.getDataV(),
                open.getStrideV());
    }

    private NativeI420Buffer open() {
        if (buffer == null) {
            throw new IllegalStateException("the frame has been pushed or closed");
        }
        return buffer;
    }

    long bytes() {
        return bytes;
    }

    /** Hands the buffer over to who pushes it, and its bytes in the budget with it. */
    NativeI420Buffer surrender() {
        NativeI420Buffer open = open();
        buffer = null;
        return open;
    }

    @Override
    public void close() {
        NativeI420Buffer closing = buffer;
        buffer = null;
        if (closing != null) {
            closing.release();
            budget.give(bytes);
        }
    }
}
