package dev.facewire.bench.assign;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Finds over-booked slots in what gateways held, without asking the workers: each life of a worker may have at most as many
 * holds at one moment as it has slots. Pure.
 */
public final class Bookings {
    /** Evidence of one life of a worker. */
    private record Life(String worker, long epoch) {}

    /** A hold begins (+1) or ends (−1). */
    private record Step(long atMicros, int change) {}

    private Bookings() {}

    /** How many times a hold began while all slots of its worker's life were held. */
    public static long overBooked(List<Hold> holds, int slots) {
        Map<Life, List<Hold>> byLife =
                holds.stream().collect(Collectors.groupingBy(hold -> new Life(hold.worker(), hold.epoch())));
        return byLife.values().stream().mapToLong(life -> beyond(life, slots)).sum();
    }

    private static long beyond(List<Hold> holds, int slots) {
        List<Step> steps = new ArrayList<>();
        for (Hold hold : holds) {
            steps.add(new Step(hold.fromMicros(), 1));
            steps.add(new Step(hold.toMicros(), -1));
        }
        // At the same moment the end comes first: that is no proof.
        steps.sort(Comparator.comparingLong(Step::atMicros).thenComparingInt(Step::change));
        int held = 0;
        long beyond = 0;
        for (Step step : steps) {
            held += step.change();
            if (step.change() > 0 && held > slots) {
                beyond++;
            }
        }
        return beyond;
    }
}
