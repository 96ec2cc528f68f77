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
 * @param rampUp slots that were probably taken since the last heartbeat, by whomever: its growth of late, carried on
 */
public record Candidate(
        WorkerReport report, long heardAtMs, long suspectUntilMs, boolean reachable, int inflight, double rampUp) {
    /** One of which no growth is known. */
    public Candidate(WorkerReport report, long heardAtMs, long suspectUntilMs, boolean reachable, int inflight) {
        this(report, heardAtMs, suspectUntilMs, reachable, inflight, 0);
    }

    public WorkerKey key() {
        return WorkerKey.of(report);
    }

    /**
     * Share of its slots that is taken, promised or asked for; infinite where it has none. What this gateway asked for is
     * part of the growth, hence the greater of the two.
     */
    public double load() {
        double expected = report.used() + report.reserved() + Math.max(inflight, rampUp);
        return report.slots() == 0 ? Double.POSITIVE_INFINITY : expected / report.slots();
    }

    /** Its stress, with that of sessions which are too new to show in it. */
    public double stress() {
        int known = report.used();
        double each = known == 0 ? 1.0 / Math.max(1, report.slots()) : report.stress() / known;
        return report.stress() + each * (report.reserved() + Math.max(inflight, rampUp));
    }

    /** By what is known, not by what is guessed: the worker itself has the last word. */
    public boolean hasRoom() {
        return taken() < report.slots();
    }

    private int taken() {
        return report.used() + report.reserved() + inflight;
    }
}
