package dev.facewire.protocol.http;

import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.session.SessionStats;
import java.util.List;

/** The reply to {@code GET /v1/cluster}: the workers of the cluster, and the sessions that this gateway serves. */
public record ClusterView(List<WorkersView.Worker> workers, List<Session> sessions) {

    /**
     * A session, for operators.
     *
     * @param id the hash that stands in logs; the id itself would be the right to the session
     * @param view the path at which it can be watched by WHEP
     * @param stats null before the first report
     */
    public record Session(String id, SessionState state, String worker, String view, SessionStats stats) {}
}
