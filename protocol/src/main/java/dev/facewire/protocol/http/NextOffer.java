package dev.facewire.protocol.http;

import dev.facewire.protocol.Checks;

/** The body of {@code POST /v1/sessions/{id}/offer}: an ICE restart, or the next worker. */
public record NextOffer(String sdp, String type, int rev, OfferReason reason) {
    public NextOffer {
        Checks.notBlank(sdp, "sdp");
        Checks.check(!"answer".equals(type), "this is an answer (\"type\": \"answer\"); send the offer that you made");
        Checks.check(type == null || type.equals("offer"), "\"type\" must be \"offer\"");
        Checks.check(rev >= 2, "\"rev\" must be 2 or more: the session's first offer was 1");
        reason = reason == null ? OfferReason.RESTART : reason;
    }
}
