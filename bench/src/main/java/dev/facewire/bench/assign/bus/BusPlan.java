package dev.facewire.bench.assign.bus;

/**
 * A run on the real event bus.
 *
 * @param gateways processes that assign, each with its share of the joins
 * @param workerProcesses processes that the workers are spread over; killed and paused as wholes
 * @param workers fake workers
 * @param slots of each worker
 * @param meanLoad sessions on a worker that the run settles at
 * @param rate joins in a second, over all gateways, at random moments (Poisson)
 * @param joins in all
 * @param kills of a worker process with SIGKILL; it is started again a second later
 * @param pauses of a worker process with SIGSTOP, for two seconds
 * @param cropKb size of the face that goes with each offer
 * @param noShows share of the slots that are taken by clients who never connect: their time runs out after 15 s
 */
public record BusPlan(
        int gateways,
        int workerProcesses,
        int workers,
        int slots,
        double meanLoad,
        double rate,
        int joins,
        int kills,
        int pauses,
        int cropKb,
        double noShows) {

    private static final double RUNS_OUT_AFTER_SECONDS = 15;
    /** Room that is left when one process is gone. */
    private static final double HEADROOM = 1.05;

    /** Throws IllegalArgumentException with a line for the person. */
    public BusPlan {
        require(gateways >= 1 && gateways <= 5, "--gateways must be from 1 to 5");
        require(workerProcesses >= 1 && workerProcesses <= 8, "--worker-processes must be from 1 to 8");
        require(workers >= workerProcesses && workers <= 200, "--workers must be from --worker-processes to 200");
        require(slots >= 1 && slots <= 1000, "--slots must be from 1 to 1000");
        require(meanLoad > 0 && meanLoad <= slots, "--mean-load must be over 0 and at most --slots");
        require(rate >= 1 && rate <= 5000, "--rate must be from 1 to 5000");
        require(joins >= 1 && joins <= 10_000_000, "--joins must be from 1 to 10000000");
        require(kills >= 0 && pauses >= 0, "--kills and --pauses can't be negative");
        require(cropKb >= 0 && cropKb <= 300, "--crop-kb must be from 0 to 300");
        require(noShows >= 0 && noShows < 0.5, "--no-shows must be from 0 to 0.5");
        if (kills + pauses > 0) {
            require(workerProcesses > 1, "kills and pauses need --worker-processes 2 or more");
            double left = slots * (workers - Math.ceil((double) workers / workerProcesses));
            require(
                    meanLoad * workers * HEADROOM <= left,
                    "too few slots when one worker process is gone: raise --slots to "
                            + (int) Math.ceil(slots * meanLoad * workers * HEADROOM / left) + " or lower --mean-load");
        }
    }

    private static void require(boolean holds, String line) {
        if (!holds) {
            throw new IllegalArgumentException(line);
        }
    }

    /** A session's mean length, so that the load settles at {@link #meanLoad}. */
    double lifeMs() {
        return 1000 * meanLoad * workers / rate;
    }

    /** Share of the joins that never connect. */
    double noShowShare() {
        return noShows * meanLoad * workers / (rate * RUNS_OUT_AFTER_SECONDS);
    }

    double seconds() {
        return joins / rate;
    }
}
