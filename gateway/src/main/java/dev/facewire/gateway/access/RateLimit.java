package dev.facewire.gateway.access;

/** A token bucket: so many at once, and so many a second in the long run. Not thread-safe. */
public final class RateLimit {
    private final double perNano;
    private final int burst;
    private double left;
    private long seenNanos;

    /**
     * A full bucket.
     *
     * @param perSecond how many are refilled each second
     * @param burst how many may come at once
     */
    public RateLimit(double perSecond, int burst, long nowNanos) {
        this.perNano = perSecond / 1e9;
        this.burst = burst;
        this.left = burst;
        this.seenNanos = nowNanos;
    }

    /** True where one more may pass; takes nothing. */
    public boolean allows(long nowNanos) {
        left = Math.min(burst, left + Math.max(0, nowNanos - seenNanos) * perNano);
        seenNanos = nowNanos;
        return left >= 1;
    }

    /** Lets one more pass, or not. */
    public boolean take(long nowNanos) {
        boolean passes = allows(nowNanos);
        if (passes) {
            left--;
        }
        return passes;
    }
}
