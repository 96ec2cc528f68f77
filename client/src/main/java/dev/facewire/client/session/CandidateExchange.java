package dev.facewire.client.session;

import dev.facewire.protocol.session.IceCandidate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps ICE candidates until they can be used: our own until the session has an id, the worker's until its answer is
 * accepted, before which they may come. Used by the run's main thread. Pure.
 */
final class CandidateExchange {
    private final List<IceCandidate> local = new ArrayList<>();
    private final List<IceCandidate> remote = new ArrayList<>();
    private Consumer<List<IceCandidate>> toGateway;
    private Consumer<List<IceCandidate>> toMedia;

    /** The session has an id: what is kept goes out now, and later ones at once. */
    void sessionKnown(Consumer<List<IceCandidate>> send) {
        toGateway = send;
        flush(local, toGateway);
    }

    /** The answer is accepted: what is kept is used now, and later ones at once. */
    void answerAccepted(Consumer<List<IceCandidate>> use) {
        toMedia = use;
        flush(remote, toMedia);
    }

    void local(IceCandidate candidate) {
        local.add(candidate);
        flush(local, toGateway);
    }

    void remote(List<IceCandidate> candidates) {
        remote.addAll(candidates);
        flush(remote, toMedia);
    }

    private static void flush(List<IceCandidate> kept, Consumer<List<IceCandidate>> to) {
        if (to != null && !kept.isEmpty()) {
            to.accept(List.copyOf(kept));
            kept.clear();
        }
    }
}
