package dev.facewire.rtc;

import dev.facewire.media.I420Frame;
import dev.onvoid.webrtc.media.video.I420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;

/** A decoded frame. Owned by who took it from the mailbox, and closed by them, once. Not thread-safe. */
public final class ReceivedFrame implements AutoCloseable {
    private final long arrivedNanos;
    private final FrameBudget budget;
    private final long bytes;
    private VideoFrame frame;

    /** @param budget that has taken the frame's bytes; they are given back at {@link #close()} */
    ReceivedFrame(VideoFrame frame, long arrivedNanos, FrameBudget budget) {
        this.frame = frame;
        this.arrivedNanos = arrivedNanos;
        this.budget = budget;
        this.bytes = FrameBudget.bytes(frame.buffer.getWidth(), frame.buffer.getHeight());
    }

    /**
     * The picture. The view must not be used after {@link #close()}: its memory is gone then.
     *
     * @throws IllegalStateException once closed
     */
    public I420Frame view() {
        I420Buffer buffer = open().buffer.toI420();
        return new I420Frame(
                buffer.getWidth(),
                buffer.getHeight(),
                buffer.getDataY(),
                buffer.getStrideY(),
                buffer.getDataU(),
                buffer.getStrideU(),
                buffer.getDataV(),
                buffer.getStrideV());
    }

    /** Degrees clockwise by which the picture must be turned to stand upright: 0, 90, 180 or 270. */
    public int rotation() {
        return open().rotation;
    }

    /** {@link System#nanoTime()} at which the frame left the decoder. */
    public long arrivedNanos() {
        return arrivedNanos;
    }

    private VideoFrame open() {
        if (frame == null) {
            throw new IllegalStateException("the frame has been closed");
        }
        return frame;
    }

    @Override
    public void close() {
        VideoFrame closing = frame;
        frame = null;
        if (closing != null) {
            closing.release();
            budget.give(bytes);
        }
    }
}
