package dev.facewire.bench.loop;

import dev.facewire.bench.assign.Percentiles;
import java.util.ArrayList;
import java.util.List;

/**
 * How a series grows with time: the median of the slopes between all pairs of points (Theil 1950, Sen 1968), which a few
 * outliers do not move. Pure.
 */
final class Slope {
    private Slope() {}

    /** Change of the values for each unit of time; 0 for fewer than two times. */
    static double of(double[] times, double[] values) {
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < times.length; i++) {
            for (int j = i + 1; j < times.length; j++) {
                if (times[j] != times[i]) {
                    slopes.add((values[j] - values[i]) / (times[j] - times[i]));
                }
            }
        }
        return Percentiles.of(slopes.stream().mapToDouble(Double::doubleValue).toArray(), 0.5);
    }
}
