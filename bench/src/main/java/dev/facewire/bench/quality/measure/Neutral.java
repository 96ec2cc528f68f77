package dev.facewire.bench.quality.measure;

import java.util.List;
import java.util.Objects;

/** How far a face is from a frontal, calm one. Pure. */
public final class Neutral {
    private Neutral() {}

    /** The frame whose face is the most frontal and calm; -1 where no face is seen. */
    public static int best(List<Seen> frames) {
        double usual = Series.percentile(
                frames.stream().filter(Objects::nonNull).mapToDouble(Seen::eyes).toArray(), 0.5);
        int best = -1;
        double least = Double.MAX_VALUE;
        for (int i = 0; i < frames.size(); i++) {
            if (frames.get(i) != null && oddness(frames.get(i), usual) < least) {
                least = oddness(frames.get(i), usual);
                best = i;
            }
        }
        return best;
    }

    private static double oddness(Seen seen, double usualEyes) {
        return square(seen.mouth() / 0.03)
                + square(seen.pose().yaw() / 15)
                + square(seen.pose().pitch() / 20)
                + square((seen.eyes() - usualEyes) / 0.03);
    }

    private static double square(double value) {
        return value * value;
    }
}
