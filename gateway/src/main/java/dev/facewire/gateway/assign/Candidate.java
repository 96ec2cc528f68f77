package dev.facewire.gateway.assign;

import dev.facewire.protocol.worker.WorkerReport;

/**
 * A worker as a gateway believes it to be at the moment of a choice.
 *
 * @param report its last heartbeat
 * @param heardAtMs when that came, by the gateway's clock
 * @param suspectUntilMs until when it is not chosen, because a request to it timed out; 0 where none did
 * @param reachable true when it answered a ping in this life and is not known to be gone
 * @param inflight slots that this gateway has asked it for and that its last heartbeat can't have counted yet
 */
public record Candidate(WorkerReport report, long heardAtMs, long suspectUntilMs, boolean reachable, int inflight) {
    public WorkerKey key() {
        return WorkerKey.of(report);
    }

    /** Share of its slots that is taken, promised or asked for; infinite where it has none. */
    public double load() {
        return report.slots() == 0 ? Double.POSITIVE_INFINITY : (double) taken() / report.slots();
    }

    public boolean hasRoom() {
        return taken() < report.slots();
    }

    private int taken() {
        return report.used() + report.reserved() + inflight;
    }
}
