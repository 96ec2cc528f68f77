package dev.facewire.rtc;

import dev.onvoid.webrtc.media.video.VideoFrame;
import dev.onvoid.webrtc.media.video.VideoTrackSink;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One slot for the freshest frame. What comes while the slot is full displaces what is in it, so that delay can't grow,
 * however slow the reader is. Filled on a native thread, which must never be kept waiting: an 80 ms pause there grew the
 * round trip to 6.5 s.
 */
public final class FrameMailbox implements VideoTrackSink {
    private static final Logger log = LoggerFactory.getLogger(FrameMailbox.class);

    private final AtomicReference<ReceivedFrame> slot = new AtomicReference<>();
    private final AtomicLong arrived = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private volatile Runnable onArrival = () -> {};
    private volatile boolean closed;

    FrameMailbox() {}

    /** Called after each arrival, on the native thread: it may wake a thread, and do nothing more. */
    public void onArrival(Runnable wake) {
        onArrival = wake;
    }

    /** The freshest frame, or null; the caller owns it and closes it. */
    public ReceivedFrame take() {
        return slot.getAndSet(null);
    }

    /** Frames that came out of the decoder. */
    public long arrived() {
        return arrived.get();
    }

    /** Frames that were displaced by fresher ones. */
    public long dropped() {
        return dropped.get();
    }

    /** Not for callers: libwebrtc hands frames in. Nothing may escape from here into native code. */
    @Override
    public void onVideoFrame(VideoFrame frame) {
        try {
            put(new ReceivedFrame(frame, System.nanoTime()));
            onArrival.run();
        } catch (Throwable t) {
            log.error("a frame could not be taken in", t);
        }
    }

    private void put(ReceivedFrame frame) {
        arrived.incrementAndGet();
        ReceivedFrame displaced = slot.getAndSet(frame);
        if (displaced != null) {
            dropped.incrementAndGet();
            displaced.close();
        }
        if (closed) {
            discard();
        }
    }

    /** Discards what waits, and all that comes. */
    void close() {
        closed = true;
        discard();
    }

    private void discard() {
        ReceivedFrame rest = slot.getAndSet(null);
        if (rest != null) {
            rest.close();
        }
    }
}
