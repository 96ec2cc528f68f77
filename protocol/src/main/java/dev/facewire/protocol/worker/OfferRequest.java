package dev.facewire.protocol.worker;

import dev.facewire.protocol.Checks;
import dev.facewire.protocol.session.IceServer;
import dev.facewire.protocol.session.SessionOptions;
import java.util.List;

/**
 * A client's offer for a reserved slot, or a new one for a live session (ICE restart).
 *
 * @param sessionId the session
 * @param reservationId from {@link ReserveReply}; for a restart that of the session's first offer
 * @param rev the revision; the same one gets the same answer, a lower one STALE_REV
 * @param sdp the offer
 * @param trickle true: answer at once, candidates follow by {@link WorkerEvent}; false: answer with all candidates inside
 * @param face the source face's crop itself
 * @param options what to do with the frames
 * @param iceServers STUN and TURN servers for the worker
 * @param eventsTo where the worker sends this session's events
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way: never compared, never kept
public record OfferRequest(
        String sessionId,
        String reservationId,
        int rev,
        String sdp,
        boolean trickle,
        byte[] face,
        SessionOptions options,
        List<IceServer> iceServers,
        String eventsTo) {

    public OfferRequest {
        Checks.notBlank(sessionId, "sessionId");
        Checks.notBlank(reservationId, "reservationId");
        Checks.check(rev >= 1, "\"rev\" must be 1 or more");
        Checks.notBlank(sdp, "sdp");
        Checks.required(face, "face");
        Checks.required(options, "options");
        iceServers = Checks.orEmpty(iceServers);
        Checks.notBlank(eventsTo, "eventsTo");
    }
}
