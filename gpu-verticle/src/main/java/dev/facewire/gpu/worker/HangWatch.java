package dev.facewire.gpu.worker;

import dev.facewire.gpu.device.DeviceLoop;

/**
 * Whether a device works on one thing for too long, be it a batch of frames or a call. Counted in ticks that came one
 * after the other, not by the clock: a process that was stopped for a while, or a container that was paused, has no
 * device that hangs, and the ticks that it missed come all at once when it goes on. Pure; confined to the worker's
 * event loop.
 */
final class HangWatch {
    private final long periodMs;
    private final int limit;
    private long lastTickMs = Long.MIN_VALUE / 2;
    private DeviceLoop.InWork before;
    private int ticks;

    /**
     * A watch.
     *
     * @param periodMs between ticks
     * @param limit ticks within one piece of work at which the device counts as hanging
     */
    HangWatch(long periodMs, int limit) {
        this.periodMs = periodMs;
        this.limit = limit;
    }

    /** How long something may be in work. */
    long limitMs() {
        return limit * periodMs;
    }

    /**
     * A tick.
     *
     * @param inWork what the device works on, or null
     * @return true where it hangs
     */
    boolean tick(long nowMs, DeviceLoop.InWork inWork) {
        if (nowMs - lastTickMs < periodMs / 2) {
            return false; // one of those that were missed
        }
        lastTickMs = nowMs;
        ticks = inWork != null && before != null && inWork.number() == before.number() ? ticks + 1 : 0;
        before = inWork;
        return ticks >= limit;
    }
}
