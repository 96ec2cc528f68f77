package dev.facewire.bench.assign.sim;

import dev.facewire.bench.assign.Balance;
import java.util.Map;

/**
 * The result of a simulation.
 *
 * @param sessions there at the end
 * @param joins that came, and {@code moves} of sessions whose worker went away
 * @param calm balance in the second quarter, before workers go
 * @param heartbeatsPerSecond at each gateway, in the second half
 */
public record SimFigures(
        SimPlan plan,
        int sessions,
        int joins,
        int moves,
        Map<String, Integer> outcomes,
        Balance calm,
        long overBooked,
        double heartbeatsPerSecond) {}
