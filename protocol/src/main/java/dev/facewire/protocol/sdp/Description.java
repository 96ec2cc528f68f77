package dev.facewire.protocol.sdp;

import dev.facewire.protocol.Checks;

/**
 * A session description as files carry it: the JSON of a browser's {@code RTCSessionDescription}, and what aiortc's
 * programs write.
 *
 * @param sdp with all candidates inside
 * @param type {@code offer} or {@code answer}
 */
public record Description(String sdp, String type) {
    public Description {
        Checks.notBlank(sdp, "sdp");
        Checks.notBlank(type, "type");
    }
}
