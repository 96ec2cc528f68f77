package dev.facewire.rtc;

import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where a peer's outgoing frames go in. Any one thread at a time may push. The native source is made and disposed of by
 * the peer's thread; what is pushed before or after is only given up.
 */
public final class FrameSource {
    private final FrameBudget budget;
    private final AtomicLong pushed = new AtomicLong();
    private final List<FrameSource> taps = new CopyOnWriteArrayList<>();
    /** Set without the lock, so that closing a peer never waits for a frame that is being pushed. */
    private volatile boolean closed;

    // Guarded by this:
    private CustomVideoSource source;
    /** Kept for {@link #repeat}, with a reference of its own. */
    private NativeI420Buffer last;

    private long lastBytes;
    private int lastRotation;

    FrameSource(FrameBudget budget) {
        this.budget = budget;
    }

    /** On the peer's thread, before anything else of it. */
    synchronized void open() {
        source = new CustomVideoSource();
    }

    synchronized CustomVideoSource source() {
        return source;
    }

    /** A frame to fill, owned by the caller until it is pushed or closed. */
    public OutgoingFrame allocate(int width, int height) {
        return new OutgoingFrame(width, height, budget);
    }

    /**
     * Sends a frame and gives it up; once the peer is closed, only gives it up.
     *
     * @param rotation degrees clockwise by which the viewer must turn it
     * @throws IllegalStateException when it was pushed or closed before
     */
    public synchronized void push(OutgoingFrame frame, int rotation) {
        NativeI420Buffer buffer = frame.surrender();
        if (closed || source == null) {
            buffer.release();
            budget.give(frame.bytes());
            return;
        }
        forget();
        buffer.retain();
        last = buffer;
        lastBytes = frame.bytes();
        lastRotation = rotation;
        pushed.incrementAndGet();
        send(true);
    }

    /**
     * Sends the last frame once more, where there is one: a new one is long in coming, and who is at the other end should not
     * take that for a connection that is lost. Does not count as pushed. From any thread.
     */
    public synchronized void repeat() {
        if (last != null && !closed) {
            last.retain();
            send(false);
        }
    }

    private void send(boolean counts) {
        VideoFrame wrapped = new VideoFrame(last, lastRotation, System.nanoTime());
        try {
            source.pushFrame(wrapped); // takes a reference of its own
            taps.forEach(tap -> tap.share(wrapped, counts));
        } finally {
            wrapped.release(); // releases the buffer
        }
    }

    private void forget() {
        if (last != null) {
            last.release();
            last = null;
            budget.give(lastBytes);
        }
    }

    /** Another peer sends the same frames from now on; each peer encodes them for itself, the pixels are shared. */
    public void tap(FrameSource other) {
        taps.add(other);
    }

    /** No more. */
    public void untap(FrameSource other) {
        taps.remove(other);
    }

    private synchronized void share(VideoFrame frame, boolean counts) {
        if (!closed && source != null) {
            source.pushFrame(frame);
            pushed.addAndGet(counts ? 1 : 0);
        }
    }

    /** Frames pushed so far. */
    public long pushed() {
        return pushed.get();
    }

    /** From now on frames are only given up. Returns at once, though one may still be on its way. */
    void shut() {
        closed = true;
    }

    /** On the peer's thread, when its connection is gone: pushing into a disposed source would end the process. */
    synchronized void dispose() {
        closed = true;
        forget();
        if (source != null) {
            source.dispose();
            source = null;
        }
    }
}
