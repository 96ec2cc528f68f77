package dev.facewire.client.session;

import java.util.Arrays;

/**
 * Percentiles of any number of latencies in constant memory, exact to a tenth of a millisecond up to ten seconds. Not
 * thread-safe.
 */
final class LatencyHistogram {
    private static final double BIN_MS = 0.1;
    private static final int BINS = 100_000;

    private final int[] bins = new int[BINS + 1]; // the last one holds everything longer
    private long count;

    void add(double ms) {
        if (Double.isNaN(ms) || ms < 0) {
            throw new IllegalArgumentException("a latency of " + ms);
        }
        bins[(int) Math.min(BINS, Math.round(ms / BIN_MS))]++;
        count++;
    }

    long count() {
        return count;
    }

    /**
     * The smallest latency that at least this share of all is not above; null where there is none.
     *
     * @param share from 0 to 1
     */
    Double percentile(double share) {
        if (count == 0) {
            return null;
        }
        long rank = Math.max(1, (long) Math.ceil(share * count));
        long seen = 0;
        int bin = 0;
        while (bin < BINS) {
            seen += bins[bin];
            if (seen >= rank) {
                break;
            }
            bin++;
        }
        return Math.round(bin * BIN_MS * 10) / 10.0;
    }

    void clear() {
        Arrays.fill(bins, 0);
        count = 0;
    }
}
