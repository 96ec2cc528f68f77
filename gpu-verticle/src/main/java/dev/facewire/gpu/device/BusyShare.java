package dev.facewire.gpu.device;

/** The share of its time that a loop was busy of late: 0 idle, 1 always. Written by one thread, read by any. */
public final class BusyShare {
    /** Time over which the past fades to a third: long enough to be steady, short enough to steer by. */
    private static final double FADE_NANOS = 1e9;

    private double share;
    private long lastNanos;

    public BusyShare(long nowNanos) {
        lastNanos = nowNanos;
    }

    /** Reports that the loop was busy or idle from the last report until now. */
    public synchronized void report(boolean busy, long nowNanos) {
        double keep = Math.exp(-(nowNanos - lastNanos) / FADE_NANOS);
        share = keep * share + (busy ? 1 - keep : 0);
        lastNanos = nowNanos;
    }

    public synchronized double share() {
        return share;
    }
}
