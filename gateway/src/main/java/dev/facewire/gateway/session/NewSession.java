package dev.facewire.gateway.session;

import dev.facewire.protocol.Checks;
import dev.facewire.protocol.session.OptionsPatch;

/**
 * A client's wish for a session.
 *
 * @param trickle true where candidates may follow the answer, false where it must hold them all
 */
public record NewSession(String sdp, String face, OptionsPatch options, boolean trickle) {
    public NewSession {
        Checks.notBlank(face, "face");
    }
}
