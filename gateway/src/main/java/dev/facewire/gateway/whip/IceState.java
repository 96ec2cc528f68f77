package dev.facewire.gateway.whip;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;

/**
 * The ICE session behind a WHIP or WHEP resource. Its entity tag changes with each restart, so that candidates of an earlier
 * one are told from those of now (RFC 9725, section 4.3.1).
 *
 * @param offer the last offer, in whole
 * @param rev its revision
 * @param ufrag of our answer to it
 */
record IceState(String offer, int rev, String ufrag) implements IceStates.Kept {

    @Override
    public IceState ice() {
        return this;
    }

    /** After an offer was answered. */
    static IceState of(String offer, int rev, String answer) {
        return new IceState(offer, rev, SdpFragment.ufragOf(answer));
    }

    /** Strong, and another one for each ICE session. */
    String etag() {
        return "\"" + rev + "-" + ufrag.replaceAll("[^A-Za-z0-9+/]", "") + "\"";
    }

    /**
     * Whether a request is a restart ({@code *}) or belongs to the present ICE session. A client that leaves the entity tag
     * out (the WHEP part of whip-whep does) tells its ICE session by the user fragment as well.
     *
     * @param ufrag of the client, as the fragment has it, or null
     * @throws Fault NO_ETAG, STALE_ETAG
     */
    boolean restart(String ifMatch, String ufrag) {
        if (ifMatch == null) {
            if (ufrag != null && ufrag.equals(SdpFragment.ufragOf(offer))) {
                return false;
            }
            throw new Fault(
                    ErrorCode.NO_ETAG, "send If-Match with the ETag of the last answer, or * for an ICE restart");
        }
        if (ifMatch.strip().equals("*")) {
            return true;
        }
        if (!ifMatch.strip().equals(etag())) {
            throw new Fault(
                    ErrorCode.STALE_ETAG, "this belongs to an earlier ICE session; the present one is " + etag());
        }
        return false;
    }
}
