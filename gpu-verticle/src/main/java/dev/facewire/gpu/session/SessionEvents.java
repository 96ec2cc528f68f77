package dev.facewire.gpu.session;

import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.session.SessionStats;
import dev.facewire.protocol.worker.WorkerEvent;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/** Sends one session's events to the gateway that last spoke for it. Any thread. */
final class SessionEvents {
    private final String sessionId;
    private final String workerId;
    private final long epoch;
    private final BiConsumer<String, WorkerEvent> bus;
    private final AtomicLong seq = new AtomicLong();
    private volatile String to;

    SessionEvents(String sessionId, String workerId, long epoch, BiConsumer<String, WorkerEvent> bus, String to) {
        this.sessionId = sessionId;
        this.workerId = workerId;
        this.epoch = epoch;
        this.bus = bus;
        this.to = to;
    }

    /** Another gateway speaks for the session now. */
    void to(String eventsTo) {
        if (eventsTo != null) {
            to = eventsTo;
        }
    }

    void connected(int rev) {
        send(rev, WorkerEvent.Type.CONNECTED, false, null, null, List.of());
    }

    void stats(int rev, SessionStats stats) {
        send(rev, WorkerEvent.Type.STATS, false, null, stats, List.of());
    }

    void candidate(int rev, IceCandidate candidate) {
        send(rev, WorkerEvent.Type.CANDIDATES, false, null, null, List.of(candidate));
    }

    void failed(int rev, boolean retryable, String reason) {
        send(rev, WorkerEvent.Type.FAILED, retryable, reason, null, List.of());
    }

    void ended(int rev, String reason, SessionStats stats) {
        send(rev, WorkerEvent.Type.ENDED, false, reason, stats, List.of());
    }

    private void send(
            int rev,
            WorkerEvent.Type type,
            boolean retryable,
            String reason,
            SessionStats stats,
            List<IceCandidate> candidates) {
        bus.accept(
                to,
                new WorkerEvent(
                        sessionId,
                        workerId,
                        epoch,
                        seq.incrementAndGet(),
                        rev,
                        type,
                        retryable,
                        reason,
                        stats,
                        candidates));
    }
}
