package dev.facewire.gpu.worker;

/**
 * Whether a device works on one batch for too long. Counted in ticks that came one after the other, not by the clock: a
 * process that was stopped for a while, or a container that was paused, has no device that hangs, and the ticks that it
 * missed come all at once when it goes on. Pure; confined to the worker's event loop.
 */
final class HangWatch {
    private final long periodMs;
    private final int limit;
    private long lastTickMs = Long.MIN_VALUE / 2;
    private long batch = -1;
    private int ticks;

    /**
     * A watch.
     *
     * @param periodMs between ticks
     * @param limit ticks within one batch at which the device counts as hanging
     */
    HangWatch(long periodMs, int limit) {
        this.periodMs = periodMs;
        this.limit = limit;
    }

    /** How long a batch may be in work. */
    long limitMs() {
        return limit * periodMs;
    }

    /**
     * A tick.
     *
     * @param batchInWork the number of the batch that the device works on; negative for none
     * @return true where it hangs
     */
    boolean tick(long nowMs, long batchInWork) {
        if (nowMs - lastTickMs < periodMs / 2) {
            return false; // one of those that were missed
        }
        lastTickMs = nowMs;
        ticks = batchInWork >= 0 && batchInWork == batch ? ticks + 1 : 0;
        batch = batchInWork;
        return ticks >= limit;
    }
}
