package dev.facewire.protocol.worker;

import dev.facewire.protocol.Checks;
import dev.facewire.protocol.session.IceCandidate;
import java.util.List;

/** Candidates that trickled in from the client for revision {@code rev}. */
public record IceRequest(String sessionId, int rev, List<IceCandidate> candidates, String eventsTo) {
    public IceRequest {
        Checks.notBlank(sessionId, "sessionId");
        candidates = Checks.orEmpty(candidates);
    }
}
