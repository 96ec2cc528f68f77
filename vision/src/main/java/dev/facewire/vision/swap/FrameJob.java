package dev.facewire.vision.swap;

import dev.facewire.media.I420Frame;
import dev.facewire.media.LoopStamp;
import dev.facewire.protocol.session.SessionOptions;
import java.util.Objects;

/** One session's frame on its way through the {@link FaceProcessor}, which works on it in place. */
public final class FrameJob {
    private final FaceSession session;
    private final I420Frame frame;
    private final I420Frame picture;
    private final SessionOptions options;
    private final long arrivedNanos;
    private FrameOutcome outcome;
    private Throwable failure;

    /** @param arrivedNanos {@link System#nanoTime()} at which the frame left the decoder */
    public FrameJob(FaceSession session, I420Frame frame, SessionOptions options, long arrivedNanos) {
        this.session = Objects.requireNonNull(session);
        this.frame = Objects.requireNonNull(frame);
        this.picture = LoopStamp.pictureOf(frame);
        this.options = Objects.requireNonNull(options);
        this.arrivedNanos = arrivedNanos;
    }

    public FaceSession session() {
        return session;
    }

    /** All of the frame: what a shield covers that hides everything. */
    public I420Frame frame() {
        return frame;
    }

    /** The part of it that the camera saw: without a client's stamp below it. */
    public I420Frame picture() {
        return picture;
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

    /** What was thrown on the way, where the outcome is a fault; what it says may be of the device and not of the frame. */
    public Throwable failure() {
        return failure;
    }

    void failure(Throwable thrown) {
        this.failure = thrown;
    }
}
