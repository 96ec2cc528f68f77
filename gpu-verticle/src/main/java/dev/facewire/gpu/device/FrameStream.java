package dev.facewire.gpu.device;

import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.protocol.session.SessionStats;
import dev.facewire.rtc.FrameMailbox;
import dev.facewire.rtc.FrameSource;
import dev.facewire.vision.swap.FaceSession;
import dev.facewire.vision.swap.FrameOutcome;
import java.util.Objects;

/**
 * One session's frames as the device loop sees them: where they come from, where they go, what was counted. Handed to
 * the loop by {@link DeviceLoop#add}; owns nothing.
 */
public final class FrameStream {
    /** About five seconds at 30 fps. */
    private static final int WINDOW = 150;
    /** Assumed until frames have come. */
    private static final long USUAL_INTERVAL_NANOS = 33_333_333;

    private static final double INTERVAL_FADE = 0.8;

    private final FramePort port;
    private final FaceSession face;
    private final Timings timings = new Timings(WINDOW);
    private volatile SessionOptions options;

    // Written by the loop, read for statistics:
    private volatile long facesSwapped;
    private volatile long shielded;
    private volatile long passed;
    private volatile long faults;
    private volatile long late;
    private volatile int width;
    private volatile int height;

    // Confined to the loop:
    private long takenAtNanos;
    private long takenCount;
    private long intervalNanos = USUAL_INTERVAL_NANOS;

    public FrameStream(FrameMailbox incoming, FrameSource outgoing, FaceSession face, SessionOptions options) {
        this(FramePort.of(incoming, outgoing), face, options);
    }

    FrameStream(FramePort port, FaceSession face, SessionOptions options) {
        this.port = Objects.requireNonNull(port);
        this.face = Objects.requireNonNull(face);
        this.options = Objects.requireNonNull(options);
    }

    FramePort port() {
        return port;
    }

    public FaceSession face() {
        return face;
    }

    public SessionOptions options() {
        return options;
    }

    /** Other options from the next frame on. */
    public void options(SessionOptions next) {
        options = Objects.requireNonNull(next);
    }

    /** A frame was taken: measures how far apart this session's frames come. */
    void taken(long arrivedNanos) {
        long count = port.arrived();
        if (takenAtNanos != 0 && count > takenCount && arrivedNanos > takenAtNanos) {
            long interval = (arrivedNanos - takenAtNanos) / (count - takenCount);
            intervalNanos = (long) (INTERVAL_FADE * intervalNanos + (1 - INTERVAL_FADE) * interval);
        }
        takenAtNanos = arrivedNanos;
        takenCount = count;
    }

    long intervalNanos() {
        return intervalNanos;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the loop's thread writes
    void count(FrameOutcome outcome, int frameWidth, int frameHeight, double ms) {
        timings.add(ms);
        width = frameWidth;
        height = frameHeight;
        facesSwapped += outcome.facesSwapped();
        if (outcome.fault()) {
            faults++;
        }
        switch (outcome.verdict()) {
            case FACE_SHIELDED, FRAME_SHIELDED -> shielded++;
            case PASSED -> passed++;
            case SWAPPED, HELD -> {}
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the loop's thread writes
    void countLate() {
        late++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the loop's thread writes
    void countFault() {
        faults++;
    }

    public SessionStats stats() {
        return new SessionStats(
                port.arrived(),
                port.pushed(),
                port.dropped() + late,
                facesSwapped,
                shielded,
                passed,
                faults,
                timings.percentile(0.50),
                timings.percentile(0.95),
                width,
                height,
                options.engine(),
                options.onLost());
    }
}
