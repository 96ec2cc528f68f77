package dev.facewire.gpu.device;

import java.util.Arrays;

/** The last few durations and their percentiles. Written by one thread, read by any. */
public final class Timings {
    private final double[] ms;
    private int count;

    /** @param window how many are kept */
    public Timings(int window) {
        ms = new double[window];
    }

    public synchronized void add(double value) {
        ms[count++ % ms.length] = value;
    }

    /** The nearest-rank percentile, 0 when there is nothing yet. */
    public synchronized double percentile(double share) {
        int n = Math.min(count, ms.length);
        if (n == 0) {
            return 0;
        }
        double[] sorted = Arrays.copyOf(ms, n);
        Arrays.sort(sorted);
        return sorted[Math.max(0, Math.min(n, (int) Math.ceil(share * n)) - 1)];
    }
}
