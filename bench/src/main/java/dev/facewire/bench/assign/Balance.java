package dev.facewire.bench.assign;

import java.util.Arrays;
import java.util.List;

/**
 * How evenly sessions lie on workers. Pure.
 *
 * @param samples how many moments were looked at
 * @param meanLoad sessions on a worker, over workers and moments
 * @param maxOverMean the fullest worker's sessions over the mean of its moment: the mean over moments
 * @param maxOverMeanP95 its 95th percentile
 */
public record Balance(int samples, double meanLoad, double maxOverMean, double maxOverMeanP95) {
    private static final Balance NONE = new Balance(0, 0, 0, 0);

    /** Of the loads of all workers at several moments; moments without any session don't count. */
    public static Balance of(List<int[]> moments) {
        double[] means = moments.stream()
                .mapToDouble(Balance::mean)
                .filter(mean -> mean > 0)
                .toArray();
        double[] ratios = moments.stream()
                .filter(loads -> mean(loads) > 0)
                .mapToDouble(loads -> max(loads) / mean(loads))
                .toArray();
        if (ratios.length == 0) {
            return NONE;
        }
        return new Balance(
                ratios.length,
                Arrays.stream(means).average().orElse(0),
                Arrays.stream(ratios).average().orElse(0),
                Percentiles.of(ratios, 0.95));
    }

    private static double mean(int[] loads) {
        return Arrays.stream(loads).average().orElse(0);
    }

    private static int max(int[] loads) {
        return Arrays.stream(loads).max().orElse(0);
    }
}
