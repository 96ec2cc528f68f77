package dev.facewire.bench.assign.sim;

/**
 * What so many workers cost a gateway.
 *
 * @param sessions that it serves: all of the cluster's, as if it were the only gateway
 * @param heartbeatBytes of one report on the bus
 * @param heartbeatMicros of the event loop's time for a report: reading it and taking it in
 * @param choiceMicros of the event loop's time for one choice among all workers
 * @param viewKb heap for what is known of the workers
 * @param sessionsMb heap for the sessions
 */
public record GrowthPoint(
        int workers,
        int sessions,
        int heartbeatBytes,
        double heartbeatMicros,
        double choiceMicros,
        double viewKb,
        double sessionsMb) {}
