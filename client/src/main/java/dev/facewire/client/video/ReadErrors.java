package dev.facewire.client.video;

/**
 * What to do when no packet could be read. Only the end of the file ends a clip: a device that has none just now is asked
 * again, and one damaged place is passed over. Both have a bound, so that what is broken for good is given up. Pure.
 */
final class ReadErrors {
    /** Between two tries at a device that has nothing yet: half a frame at 60 fps. */
    static final long PAUSE_NANOS = 8_000_000;
    /** A camera gives a picture at least once in this time, or is taken for broken. */
    static final long LATER_NANOS = 5_000_000_000L;
    /** Damaged places in a row: more of them, and nothing is to be expected behind them. */
    static final int AGAIN_TIMES = 16;

    /** What to do next. */
    enum Next {
        /** All was read. */
        END,
        /** Read on behind the damaged place. */
        AGAIN,
        /** Read again after a pause. */
        LATER,
        /** Give up: nothing more can be read. */
        STOP
    }

    private boolean waiting;
    private long waitingSince;
    private int failures;

    /** A packet was read. */
    void read() {
        waiting = false;
        failures = 0;
    }

    /**
     * None was read.
     *
     * @param end because it was the end
     * @param notYet because there is none just now
     */
    Next failed(boolean end, boolean notYet, long nowNanos) {
        if (end) {
            return Next.END;
        }
        if (notYet) {
            if (!waiting) {
                waiting = true;
                waitingSince = nowNanos;
            }
            return nowNanos - waitingSince < LATER_NANOS ? Next.LATER : Next.STOP;
        }
        return ++failures <= AGAIN_TIMES ? Next.AGAIN : Next.STOP;
    }
}
