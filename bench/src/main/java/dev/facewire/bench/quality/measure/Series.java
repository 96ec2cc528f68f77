package dev.facewire.bench.quality.measure;

import java.util.Arrays;

/** Numbers over time. Pure; NaN where there is nothing to say. */
public final class Series {
    /** A series that varies less than this says nothing about another one. */
    private static final double FLAT = 1e-4;

    private Series() {}

    public static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /**
     * The percentile, with a straight line between neighbours (as NumPy's default).
     *
     * @param share 0 to 1
     */
    public static double percentile(double[] values, double share) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double at = share * (sorted.length - 1);
        int low = (int) at;
        int high = Math.min(low + 1, sorted.length - 1);
        return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
    }

    public static double max(double[] values) {
        return Arrays.stream(values).max().orElse(Double.NaN);
    }

    public static double deviation(double[] values) {
        double mean = mean(values);
        return Math.sqrt(Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElse(Double.NaN));
    }

    /** Pearson's r; NaN where the second does not move. */
    public static double correlation(double[] a, double[] b) {
        if (a.length < 3 || !(deviation(b) > FLAT)) {
            return Double.NaN;
        }
        double spread = deviation(a);
        return spread == 0 ? 0 : covariance(a, b) / (spread * deviation(b));
    }

    /** How much {@code a} moves when {@code b} moves by one, by least squares; NaN where {@code b} does not move. */
    public static double slope(double[] a, double[] b) {
        if (a.length < 3 || !(deviation(b) > FLAT)) {
            return Double.NaN;
        }
        double spread = deviation(b);
        return covariance(a, b) / (spread * spread);
    }

    private static double covariance(double[] a, double[] b) {
        double ma = mean(a);
        double mb = mean(b);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - ma) * (b[i] - mb);
        }
        return sum / a.length;
    }
}
