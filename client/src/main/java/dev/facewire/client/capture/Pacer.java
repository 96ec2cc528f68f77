package dev.facewire.client.capture;

/**
 * Decides when a picture is sent, and whether. Pictures keep their clip's speed: one that is due more often than the
 * wished rate is left out, and one that is late by more than {@link #LATE_NANOS} too, because a call is about now. Pure.
 */
final class Pacer {
    /** Two pictures at 30 fps: less is only jitter of the thread that sends. */
    static final long LATE_NANOS = 66_000_000;

    private final double maxFps;
    private long lastSlot = -1;

    /** @param maxFps at most this many a second; 0 for no limit */
    Pacer(double maxFps) {
        this.maxFps = maxFps;
    }

    /** What to do with a picture. */
    enum Decision {
        SEND,
        LEAVE_OUT
    }

    /**
     * Decides on the next picture.
     *
     * @param dueNanos when it should be sent, from the start
     * @param nowNanos the time now, from the start
     */
    Decision decide(long dueNanos, long nowNanos) {
        if (nowNanos - dueNanos > LATE_NANOS) {
            return Decision.LEAVE_OUT;
        }
        if (maxFps > 0) {
            long slot = Math.round(dueNanos * maxFps / 1e9);
            if (slot <= lastSlot) {
                return Decision.LEAVE_OUT;
            }
            lastSlot = slot;
        }
        return Decision.SEND;
    }
}
