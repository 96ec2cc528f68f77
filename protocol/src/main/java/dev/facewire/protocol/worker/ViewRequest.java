package dev.facewire.protocol.worker;

import dev.facewire.protocol.Checks;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.session.IceServer;
import java.util.List;

/**
 * Someone watches a session: an offer that only receives, or a later one (ICE restart); candidates that trickled in; or the
 * end. Exactly one of the three.
 *
 * @param sessionId the session that is watched
 * @param viewerId chosen by the gateway, one for each viewer
 * @param sdp the viewer's offer, or null
 * @param candidates the viewer's, or empty
 * @param end true where the viewer has left
 * @param maxBitrateKbps the most that is sent to this viewer
 */
public record ViewRequest(
        String sessionId,
        String viewerId,
        String sdp,
        List<IceCandidate> candidates,
        boolean end,
        int maxBitrateKbps,
        List<IceServer> iceServers) {
    public ViewRequest {
        Checks.notBlank(sessionId, "sessionId");
        Checks.notBlank(viewerId, "viewerId");
        candidates = Checks.orEmpty(candidates);
        iceServers = Checks.orEmpty(iceServers);
        Checks.check(
                (sdp != null ? 1 : 0) + (candidates.isEmpty() ? 0 : 1) + (end ? 1 : 0) == 1,
                "give one of \"sdp\", \"candidates\" and \"end\"");
    }
}
