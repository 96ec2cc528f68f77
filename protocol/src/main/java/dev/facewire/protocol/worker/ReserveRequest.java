package dev.facewire.protocol.worker;

import dev.facewire.protocol.Checks;
import dev.facewire.protocol.session.SessionOptions;

/** Asks for a slot for {@code ttlMs}; asking again for the same session renews it. */
public record ReserveRequest(String sessionId, SessionOptions options, long ttlMs, String eventsTo) {
    public static final long TTL_MS = 15_000;

    public ReserveRequest {
        Checks.notBlank(sessionId, "sessionId");
        Checks.required(options, "options");
        Checks.check(ttlMs > 0 && ttlMs <= 60_000, "\"ttlMs\" must be from 1 to 60000");
        Checks.notBlank(eventsTo, "eventsTo");
    }
}
