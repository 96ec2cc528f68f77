package dev.facewire.gpu.device;

/**
 * How hard a device works: the share of its time that it is busy, and the age of what waits. Up to 1 it keeps up; above,
 * frames leave it later than the next one comes, by so many frames' time. Over about the last second. Written by one
 * thread, read by any.
 */
public final class Stress {
    /** Time over which the past fades to a third: long enough to be steady, short enough to steer by. */
    private static final double FADE_NANOS = 1e9;

    private double busyShare;
    private double lateness;
    private long busyNanos;
    private long latenessNanos;

    public Stress(long nowNanos) {
        busyNanos = nowNanos;
        latenessNanos = nowNanos;
    }

    /** Reports that the loop was busy or idle from the last report until now. */
    public synchronized void report(boolean busy, long nowNanos) {
        double keep = keep(busyNanos, nowNanos);
        busyShare = keep * busyShare + (busy ? 1 - keep : 0);
        busyNanos = nowNanos;
    }

    /**
     * Reports a frame that is done.
     *
     * @param ageNanos since it came
     * @param intervalNanos from one of its session's frames to the next
     */
    public synchronized void done(long ageNanos, long intervalNanos, long nowNanos) {
        double late = Math.max(0, (double) ageNanos / Math.max(1, intervalNanos) - 1);
        double keep = keep(latenessNanos, nowNanos);
        lateness = keep * lateness + (1 - keep) * late;
        latenessNanos = nowNanos;
    }

    /** The stress as of a moment, from 0. */
    public synchronized double value(long nowNanos) {
        // What is not reported any more fades: a loop that does nothing is under no stress.
        return busyShare + lateness * keep(latenessNanos, nowNanos);
    }

    /** The share of its time that the loop was busy, 0 to 1. */
    public synchronized double busy() {
        return busyShare;
    }

    private static double keep(long fromNanos, long toNanos) {
        return Math.exp(-Math.max(0, toNanos - fromNanos) / FADE_NANOS);
    }
}
