package dev.facewire.protocol.worker;

import dev.facewire.protocol.Checks;
import dev.facewire.protocol.session.SessionOptions;

/**
 * A change while live; null leaves a part as it is.
 *
 * @param options the whole new options, or null
 * @param face the new face's crop, or null
 * @param faceRevoked true when the face was deleted: the session is shielded until it has another
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way: never compared, never kept
public record UpdateRequest(
        String sessionId, SessionOptions options, byte[] face, boolean faceRevoked, String eventsTo) {
    public UpdateRequest {
        Checks.notBlank(sessionId, "sessionId");
    }
}
