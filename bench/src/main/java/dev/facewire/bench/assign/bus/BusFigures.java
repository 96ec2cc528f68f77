package dev.facewire.bench.assign.bus;

import dev.facewire.bench.assign.Balance;
import java.util.Map;

/**
 * The result of a run on the real event bus.
 *
 * @param joins that came, and {@code moves} of sessions whose worker went away
 * @param outcomes of their assignments
 * @param calmMs from the wish to the reply, while the load had settled and no worker came or went
 * @param calmLateMs the same from the moment at which the join was due
 * @param wholeMs from the wish to the reply over the whole run: cold processes, kills and pauses included
 * @param calm balance while no worker came or went
 * @param whole balance over the whole run, from the moment on at which the load had settled
 * @param overBooked slots promised beyond what there is, by what the gateways held
 * @param overReports heartbeats with more taken than there are slots
 * @param leaked slots still taken when all was over
 * @param heartbeatsPerSecond at each gateway
 */
public record BusFigures(
        BusPlan plan,
        int joins,
        int moves,
        Map<String, Integer> outcomes,
        Times calmMs,
        Times calmLateMs,
        Times wholeMs,
        Balance calm,
        Balance whole,
        long overBooked,
        long overReports,
        int leaked,
        double heartbeatsPerSecond) {

    /** Of so many joins, percentiles in milliseconds. */
    public record Times(int joins, double p50, double p95, double p99, double max) {}
}
