package dev.facewire.gateway.session;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.nio.charset.StandardCharsets;

/** The least that an offer must be before a worker is asked; the worker checks the rest. */
public final class OfferSanity {
    /** The longest offer, in bytes. */
    public static final int MAX_BYTES = 64 * 1024;

    private OfferSanity() {}

    /**
     * Checks an offer.
     *
     * @throws Fault BAD_SDP
     */
    public static void check(String sdp) {
        if (sdp.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new Fault(ErrorCode.BAD_SDP, "the offer has more than " + MAX_BYTES / 1024 + " KB");
        }
        if (!sdp.startsWith("v=0") || !sdp.contains("m=video ")) {
            throw new Fault(ErrorCode.BAD_SDP, "this is no offer with video");
        }
    }
}
