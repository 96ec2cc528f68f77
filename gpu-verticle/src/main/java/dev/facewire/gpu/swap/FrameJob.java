package dev.facewire.gpu.swap;

import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.rtc.frame.I420Frame;
import java.util.Objects;

/** One session's frame on its way through the {@link FaceProcessor}, which works on it in place. */
public final class FrameJob {
    private final FaceSession session;
    private final I420Frame frame;
    private final SessionOptions options;
    private final long arrivedNanos;
    private FrameOutcome outcome;

    /** @param arrivedNanos {@link System#nanoTime()} at which the frame left the decoder */
    public FrameJob(FaceSession session, I420Frame frame, SessionOptions options, long arrivedNanos) {
        this.session = Objects.requireNonNull(session);
        this.frame = Objects.requireNonNull(frame);
        this.options = Objects.requireNonNull(options);
        this.arrivedNanos = arrivedNanos;
    }

    public FaceSession session() {
        return session;
    }

    public I420Frame frame() {
        return frame;
    }

    public SessionOptions options() {
        return options;
    }

    public long arrivedNanos() {
        return arrivedNanos;
    }

    /** Null until processed: such a frame must not be sent. */
    public FrameOutcome outcome() {
        return outcome;
    }

    public void outcome(FrameOutcome value) {
        this.outcome = value;
    }
}
