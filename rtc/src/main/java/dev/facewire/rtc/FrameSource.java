package dev.facewire.rtc;

import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Where a peer's outgoing frames go in. Any one thread at a time may push. */
public final class FrameSource {
    private final CustomVideoSource source = new CustomVideoSource();
    private final AtomicLong pushed = new AtomicLong();
    private final List<FrameSource> taps = new CopyOnWriteArrayList<>();
    /** Kept for {@link #repeat}, with a reference of its own. */
    private NativeI420Buffer last;

    private int lastRotation;
    private boolean closed;

    FrameSource() {}

    CustomVideoSource source() {
        return source;
    }

    /** A frame to fill, owned by the caller until it is pushed or closed. */
    public OutgoingFrame allocate(int width, int height) {
        return new OutgoingFrame(width, height);
    }

    /**
     * Sends a frame and gives it up; once the peer is closed, only gives it up.
     *
     * @param rotation degrees clockwise by which the viewer must turn it
     * @throws IllegalStateException when it was pushed or closed before
     */
    public synchronized void push(OutgoingFrame frame, int rotation) {
        NativeI420Buffer buffer = frame.surrender();
        if (closed) {
            buffer.release();
            return;
        }
        forget();
        buffer.retain();
        last = buffer;
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
        if (!closed) {
            source.pushFrame(frame);
            pushed.addAndGet(counts ? 1 : 0);
        }
    }

    /** Frames pushed so far. */
    public long pushed() {
        return pushed.get();
    }

    /** From now on frames are only given up: pushing into a disposed source would end the process. */
    synchronized void close() {
        closed = true;
        forget();
    }
}
