package dev.facewire.rtc;

import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import dev.onvoid.webrtc.media.video.VideoTrackSink;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One slot for the freshest frame. What comes while the slot is full displaces what is in it, so that delay can't grow,
 * however slow the reader is. Filled on a native thread, which must never be kept waiting: an 80 ms pause there grew the
 * round trip to 6.5 s.
 *
 * <p>Frames are hostile: {@link FrameLimits} says which sizes come in, {@link FrameBudget} how many bytes.
 */
public final class FrameMailbox implements VideoTrackSink {
    private static final Logger log = LoggerFactory.getLogger(FrameMailbox.class);
    /** Luma of black, and chroma of what has no colour, in limited range. */
    private static final byte BLACK = 16;

    private static final byte GREY = (byte) 128;

    private final AtomicReference<ReceivedFrame> slot = new AtomicReference<>();
    private final AtomicLong arrived = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final FrameBudget budget;
    private volatile Runnable onArrival = () -> {};
    private volatile boolean closed;
    private volatile String sizeWarning;

    // Confined to the native thread that hands frames in:
    private int lastWidth;
    private int lastHeight;

    FrameMailbox(FrameBudget budget) {
        this.budget = budget;
    }

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

    /** Frames that were displaced by fresher ones, and those for which there was no memory left. */
    public long dropped() {
        return dropped.get();
    }

    /** Frames that were too large to be worked on; a small black one came in the place of each. */
    public long refused() {
        return refused.get();
    }

    /** What is wrong with the size of the last frame, for a person; null where nothing is. */
    public String sizeWarning() {
        return sizeWarning;
    }

    /** Not for callers: libwebrtc hands frames in. Nothing may escape from here into native code. */
    @Override
    public void onVideoFrame(VideoFrame frame) {
        try {
            admit(frame);
        } catch (Throwable t) {
            log.error("a frame could not be taken in", t);
        }
    }

    private void admit(VideoFrame frame) {
        int width = frame.buffer.getWidth();
        int height = frame.buffer.getHeight();
        FrameLimits.Verdict verdict = FrameLimits.judge(width, height);
        if (width != lastWidth || height != lastHeight) {
            lastWidth = width;
            lastHeight = height;
            sizeWarning = FrameLimits.warning(width, height);
        }
        switch (verdict) {
            case TAKE -> put(frame);
            case SCALE -> put(scaled(frame));
            case REFUSE -> {
                refused.incrementAndGet();
                put(placeholder(frame));
            }
        }
    }

    /** libwebrtc's own scaling, native and quick; gives the frame back. */
    private static VideoFrame scaled(VideoFrame frame) {
        try {
            int width = frame.buffer.getWidth();
            int height = frame.buffer.getHeight();
            FrameLimits.Size size = FrameLimits.scaled(width, height);
            return new VideoFrame(
                    frame.buffer.cropAndScale(0, 0, width, height, size.width(), size.height()),
                    frame.rotation,
                    frame.timestampNs);
        } finally {
            frame.release();
        }
    }

    /** A small black frame, so that what is shown does not go on showing the last picture; gives the frame back. */
    private static VideoFrame placeholder(VideoFrame frame) {
        try {
            FrameLimits.Size size = FrameLimits.placeholder(frame.buffer.getWidth(), frame.buffer.getHeight());
            NativeI420Buffer black = NativeI420Buffer.allocate(size.width(), size.height());
            fill(black.getDataY(), BLACK);
            fill(black.getDataU(), GREY);
            fill(black.getDataV(), GREY);
            return new VideoFrame(black, frame.rotation, frame.timestampNs);
        } finally {
            frame.release();
        }
    }

    private static void fill(ByteBuffer plane, byte value) {
        for (int i = 0; i < plane.capacity(); i++) {
            plane.put(i, value);
        }
    }

    /** Owns the frame; where the budget is spent, it is dropped. */
    private void put(VideoFrame frame) {
        arrived.incrementAndGet();
        if (!budget.take(FrameBudget.bytes(frame.buffer.getWidth(), frame.buffer.getHeight()))) {
            dropped.incrementAndGet();
            frame.release();
            return;
        }
        ReceivedFrame displaced = slot.getAndSet(new ReceivedFrame(frame, System.nanoTime(), budget));
        if (displaced != null) {
            dropped.incrementAndGet();
            displaced.close();
        }
        if (closed) {
            discard();
        }
        onArrival.run();
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
