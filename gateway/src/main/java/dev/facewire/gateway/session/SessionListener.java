package dev.facewire.gateway.session;

import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.signal.MoveCause;
import java.util.List;

/** Is told what becomes of a session; called on the gateway's event loop. */
public interface SessionListener {
    /** Its state changed, or it got a worker. */
    void changed(LiveSession session);

    /** New counters came. */
    void stats(LiveSession session);

    /** The worker found candidates for this revision. */
    void candidates(LiveSession session, int rev, List<IceCandidate> candidates);

    /** It should be offered again with reason {@code move}. */
    void move(LiveSession session, MoveCause cause, String reason);

    /**
     * It failed for a reason with a code, or goes on without its face, which was deleted (NO_SUCH_FACE); {@link #changed}
     * was called before.
     */
    void failed(LiveSession session, Fault fault);

    /** True once it wants to hear nothing any more; it is not added to a session then. */
    default boolean closed() {
        return false;
    }
}
