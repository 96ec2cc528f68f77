package dev.facewire.protocol.http;

import dev.facewire.protocol.Checks;
import dev.facewire.protocol.session.OptionsPatch;

/** The body of {@code POST /v1/sessions}. {@code type} is {@code offer} or null. */
public record CreateSession(String sdp, String type, String face, OptionsPatch options) {
    public CreateSession {
        Checks.notBlank(sdp, "sdp");
        Checks.check(!"answer".equals(type), "this is an answer (\"type\": \"answer\"); send the offer that you made");
        Checks.check(type == null || type.equals("offer"), "\"type\" must be \"offer\"");
        Checks.notBlank(face, "face");
        options = options == null ? OptionsPatch.NONE : options;
    }
}
