package dev.facewire.protocol.worker;

import dev.facewire.protocol.Checks;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.session.SessionStats;
import java.util.List;

/**
 * What a worker tells the gateway that last spoke for a session.
 *
 * @param seq counts events of the session in this epoch
 * @param rev the offer's revision that this belongs to
 * @param retryable for FAILED: true where another worker may do better
 * @param reason in words, for FAILED and ENDED; else null
 * @param stats for STATS and ENDED; else null
 * @param candidates for CANDIDATES; else empty
 */
public record WorkerEvent(
        String sessionId,
        String workerId,
        long epoch,
        long seq,
        int rev,
        Type type,
        boolean retryable,
        String reason,
        SessionStats stats,
        List<IceCandidate> candidates) {

    public enum Type {
        CONNECTED,
        STATS,
        CANDIDATES,
        FAILED,
        ENDED
    }

    public WorkerEvent {
        Checks.notBlank(sessionId, "sessionId");
        Checks.notBlank(workerId, "workerId");
        Checks.required(type, "type");
        candidates = Checks.orEmpty(candidates);
    }
}
