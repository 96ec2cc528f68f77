package dev.facewire.client.session;

/** The longest time without a fresh swapped frame. Pure; not thread-safe. */
final class GapMeter {
    private boolean any;
    private long lastNanos;
    private long longestNanos;

    /** A fresh frame came. */
    void fresh(long nowNanos) {
        until(nowNanos);
        any = true;
        lastNanos = nowNanos;
    }

    /** No fresh frame came until now. */
    void until(long nowNanos) {
        if (any) {
            longestNanos = Math.max(longestNanos, nowNanos - lastNanos);
        }
    }

    /** In ms, from the first fresh frame on; null where there was none. */
    Double longestMs() {
        return any ? Math.round(longestNanos / 1e5) / 10.0 : null;
    }

    /** Forgets what was longest, but not when the last fresh frame came. */
    void restart() {
        longestNanos = 0;
    }
}
