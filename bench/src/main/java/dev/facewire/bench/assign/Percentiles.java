package dev.facewire.bench.assign;

import java.util.Arrays;

/** Nearest-rank percentiles. Pure. */
public final class Percentiles {
    private Percentiles() {}

    /** The value under or at which this share of all values lies; 0 where there are none. */
    public static double of(double[] values, double share) {
        if (values.length == 0) {
            return 0;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    /** Of times in microseconds, in milliseconds. */
    public static double ms(long[] micros, double share) {
        return of(Arrays.stream(micros).asDoubleStream().toArray(), share) / 1000;
    }
}
