package dev.facewire.client.record;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps a few moments spread evenly over a run whose length nobody knows: when there are too many, every second one
 * goes, and from then on half as many are taken. Not thread-safe.
 *
 * @param <T> what a moment holds
 */
final class Moments<T> {
    private static final int MAX_KEPT = 16;

    private final List<T> kept = new ArrayList<>();
    private long intervalNanos;
    private long nextNanos = Long.MIN_VALUE;

    /** @param firstIntervalNanos the time between moments at the start */
    Moments(long firstIntervalNanos) {
        this.intervalNanos = firstIntervalNanos;
    }

    /** Whether a moment at this time is wanted. */
    boolean wants(long nanos) {
        return nanos >= nextNanos;
    }

    /** Keeps a moment that was wanted. */
    void keep(long nanos, T moment) {
        kept.add(moment);
        if (kept.size() == MAX_KEPT) {
            List<T> thinned = new ArrayList<>();
            for (int i = 0; i < kept.size(); i += 2) {
                thinned.add(kept.get(i));
            }
            kept.clear();
            kept.addAll(thinned);
            intervalNanos *= 2;
        }
        nextNanos = nanos + intervalNanos;
    }

    /** At most this many of the kept moments, spread evenly, in their order. */
    List<T> spread(int count) {
        if (kept.size() <= count) {
            return List.copyOf(kept);
        }
        List<T> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chosen.add(kept.get((int) Math.round((i + 0.5) * kept.size() / count - 0.5)));
        }
        return chosen;
    }
}
