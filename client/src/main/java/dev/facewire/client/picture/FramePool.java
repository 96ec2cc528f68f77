package dev.facewire.client.picture;

import dev.facewire.media.I420Frame;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Frames to use again: direct memory is freed by the garbage collector only, and a frame every 33 ms would pile up.
 * Thread-safe. A frame that is not given back is simply lost to the pool.
 */
public final class FramePool {
    private static final int MAX_IDLE = 64;

    private final ConcurrentLinkedQueue<I420Frame> idle = new ConcurrentLinkedQueue<>();

    /** A frame of this size; its content is whatever was in it. */
    public I420Frame take(int width, int height) {
        while (true) {
            I420Frame frame = idle.poll();
            if (frame == null) {
                return I420Frame.allocate(width, height);
            }
            if (frame.width() == width && frame.height() == height) {
                return frame;
            }
        }
    }

    /** A copy of a picture. */
    public I420Frame copyOf(I420Frame picture) {
        I420Frame copy = take(picture.width(), picture.height());
        picture.copyTo(copy);
        return copy;
    }

    /** Gives a frame back; null is ignored. */
    public void give(I420Frame frame) {
        if (frame != null && idle.size() < MAX_IDLE) {
            idle.add(frame);
        }
    }
}
