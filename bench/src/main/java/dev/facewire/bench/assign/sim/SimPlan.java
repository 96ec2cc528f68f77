package dev.facewire.bench.assign.sim;

/**
 * A simulated cluster.
 *
 * @param slots of each worker
 * @param meanLoad sessions on a worker that it settles at
 * @param lifeSeconds mean length of a session; longer than in a bench on the real bus, so that joins stay countable
 * @param seconds simulated
 * @param kills of one worker each, and {@code pauses} of two seconds, evenly over the second half
 */
public record SimPlan(
        int gateways,
        int workers,
        int slots,
        double meanLoad,
        double lifeSeconds,
        double seconds,
        int kills,
        int pauses,
        long seed) {

    /** A cluster of a size, settled at a little over 20 sessions a worker, with one worker in ten lost on the way. */
    public static SimPlan ofSize(int workers) {
        int lost = Math.max(1, workers / 20);
        return new SimPlan(2, workers, 32, 24, 20, 120, lost, lost, 1);
    }

    /** Joins in a second. */
    public double rate() {
        return workers * meanLoad / lifeSeconds;
    }
}
