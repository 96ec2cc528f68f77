package dev.facewire.client.session;

import dev.facewire.protocol.signal.MoveCause;
import java.time.Duration;

/**
 * When a run moves to another worker. The picture decides: a gateway that only lost sight of a worker moves nobody whose
 * picture is fresh, and a picture that stands still is reason enough without any word. Pure; times are
 * {@link System#nanoTime()}'s.
 */
final class MovePolicy {
    /** What to do now. */
    enum Step {
        STAY,
        /** Begin a connection to another worker. */
        MOVE,
        /** The one that was begun took too long: give it up. */
        ABANDON,
        /** It has been tried for long enough. */
        GIVE_UP
    }

    /** A picture that stands for three frames, and at least this long, confirms that a silent worker is lost. */
    private static final long SUSPECT_NANOS = Duration.ofMillis(250).toNanos();

    private static final int SUSPECT_FRAMES = 3;
    /** Without any word, a picture must stand longer: networks and busy workers hiccup. */
    private static final long STALLED_NANOS = Duration.ofMillis(2500).toNanos();

    private static final int STALLED_FRAMES = 10;
    /** From the offer to the first swapped frame; ordinarily well under a second. */
    private static final long ATTEMPT_NANOS = Duration.ofSeconds(6).toNanos();

    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(250).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(2).toNanos();

    private final long frameNanos;
    private final long patienceNanos;
    private MoveCause asked;
    private boolean attempting;
    private long attemptNanos;
    private boolean paused;
    private long pauseEndNanos;
    private long pauseNanos = FIRST_PAUSE_NANOS;

    /**
     * A policy for a run.
     *
     * @param fps at which frames are expected
     * @param patience how long a picture may stand still until the run is given up
     */
    MovePolicy(double fps, Duration patience) {
        this.frameNanos = (long) (1e9 / fps);
        this.patienceNanos = patience.toNanos();
    }

    /** A gateway asks to move. */
    void asked(MoveCause cause) {
        if (asked == null || asked == MoveCause.SILENT) {
            asked = cause;
        }
    }

    /** The gateway hears of the worker again. */
    void heardAgain() {
        if (asked == MoveCause.SILENT) {
            asked = null;
        }
    }

    /** A connection to another worker was begun. */
    void began(long now) {
        attempting = true;
        attemptNanos = now;
    }

    /** It came to nothing. */
    void failed(long now) {
        attempting = false;
        paused = true;
        pauseEndNanos = now + pauseNanos;
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
    }

    /** Swapped frames come from it. */
    void moved() {
        asked = null;
        attempting = false;
        paused = false;
        pauseNanos = FIRST_PAUSE_NANOS;
    }

    /**
     * What to do.
     *
     * @param lastShown when a frame was last shown
     * @param mediaLost whether the connection is known to be lost
     */
    Step decide(long now, long lastShown, boolean mediaLost) {
        long still = now - lastShown;
        if (still > patienceNanos) {
            return Step.GIVE_UP;
        }
        if (attempting) {
            return now - attemptNanos > ATTEMPT_NANOS ? Step.ABANDON : Step.STAY;
        }
        if (paused && now - pauseEndNanos < 0) {
            return Step.STAY;
        }
        return mediaLost || wanted(still) ? Step.MOVE : Step.STAY;
    }

    private boolean wanted(long still) {
        if (asked == null) {
            return still > Math.max(STALLED_NANOS, STALLED_FRAMES * frameNanos);
        }
        return asked != MoveCause.SILENT || still > Math.max(SUSPECT_NANOS, SUSPECT_FRAMES * frameNanos);
    }
}
