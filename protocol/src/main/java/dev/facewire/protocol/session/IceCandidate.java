package dev.facewire.protocol.session;

import dev.facewire.protocol.Checks;

/**
 * One ICE candidate, in the shape of a browser's {@code RTCIceCandidateInit}.
 *
 * @param candidate the {@code candidate:…} line without {@code a=}
 * @param sdpMid the media line's mid; may be null when the index is given
 * @param sdpMLineIndex the media line's index; may be null when the mid is given
 */
public record IceCandidate(String candidate, String sdpMid, Integer sdpMLineIndex) {
    public static final int MAX_LENGTH = 512;

    public IceCandidate {
        Checks.required(candidate, "candidate");
        Checks.check(candidate.length() <= MAX_LENGTH, "a candidate has more than " + MAX_LENGTH + " characters");
    }
}
