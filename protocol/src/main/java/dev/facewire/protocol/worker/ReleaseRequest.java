package dev.facewire.protocol.worker;

import dev.facewire.protocol.Checks;

/** Ends a session or gives a reservation back. Releasing what is not there is no error. */
public record ReleaseRequest(String sessionId, String reason) {
    public ReleaseRequest {
        Checks.notBlank(sessionId, "sessionId");
    }
}
