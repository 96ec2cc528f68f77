package dev.facewire.client.record;

import dev.facewire.client.picture.FramePool;
import dev.facewire.media.I420Frame;

/**
 * Copies of the pictures that are under way, to show each beside what comes back of it. Thread-safe. A picture that
 * nobody takes is used again when {@link #KEPT} more have been sent.
 */
public final class SentPictures {
    /** One second at 30 fps: a frame that is later than that is shown alone. */
    static final int KEPT = 30;

    private final FramePool pool;
    private final int[] counters = new int[KEPT];
    private final I420Frame[] pictures = new I420Frame[KEPT];

    public SentPictures(FramePool pool) {
        this.pool = pool;
    }

    /** Copies a picture that is about to be sent. */
    public void put(int counter, I420Frame picture) {
        I420Frame copy = pool.copyOf(picture);
        I420Frame displaced;
        synchronized (this) {
            int slot = counter % KEPT;
            displaced = pictures[slot];
            counters[slot] = counter;
            pictures[slot] = copy;
        }
        pool.give(displaced);
    }

    /** The picture of this counter, owned by the caller; null where it is gone or was taken. */
    public synchronized I420Frame take(int counter) {
        if (counter < 0) {
            return null;
        }
        int slot = counter % KEPT;
        if (pictures[slot] == null || counters[slot] != counter) {
            return null;
        }
        I420Frame picture = pictures[slot];
        pictures[slot] = null;
        return picture;
    }
}
