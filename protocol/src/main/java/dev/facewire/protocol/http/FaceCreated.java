package dev.facewire.protocol.http;

import dev.facewire.protocol.Checks;
import java.util.List;

/** The reply to {@code POST /v1/faces}; {@code expiresAt} is RFC 3339 in UTC. */
public record FaceCreated(String id, int width, int height, List<String> warnings, String expiresAt) {
    public FaceCreated {
        Checks.notBlank(id, "id");
        warnings = Checks.orEmpty(warnings);
    }
}
