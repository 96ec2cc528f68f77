package dev.facewire.gateway.session;

import dev.facewire.gateway.assign.Candidate;
import dev.facewire.gateway.assign.WorkerCalls;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.assign.WorkerPool;
import dev.facewire.gateway.session.LiveSession.Placement;
import dev.facewire.protocol.worker.ReleaseReply;
import dev.facewire.protocol.worker.ReleaseRequest;
import dev.facewire.protocol.worker.Verb;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives slots back. A worker that can't be told (frozen, cut off) is owed the word, and told when it answers again: a
 * worker that thaws must not keep the slots of sessions that moved away meanwhile. Confined to the gateway's event loop.
 */
public final class Slots {
    private final SessionRegistry registry;
    private final WorkerPool pool;
    private final WorkerCalls calls;
    private final Map<WorkerKey, Set<String>> owed = new HashMap<>();

    public Slots(SessionRegistry registry, WorkerPool pool, WorkerCalls calls) {
        this.registry = registry;
        this.pool = pool;
        this.calls = calls;
    }

    /** Frees the session's slot; never fails. */
    Future<ReleaseReply> giveBack(LiveSession session, String reason) {
        return session.worker() == null
                ? Future.succeededFuture(new ReleaseReply(null))
                : release(session.id(), session.placement(), reason);
    }

    /** Frees a slot that a session has, or had; never fails. */
    Future<ReleaseReply> release(String session, Placement slot, String reason) {
        return release(session, slot.worker(), reason);
    }

    private Future<ReleaseReply> release(String session, WorkerKey worker, String reason) {
        return calls.request(
                        worker,
                        Verb.RELEASE,
                        new ReleaseRequest(session, reason),
                        ReleaseReply.class,
                        SessionCalls.SHORT_TIMEOUT)
                .recover(failure -> {
                    owed.computeIfAbsent(worker, key -> new HashSet<>()).add(session);
                    return Future.succeededFuture(new ReleaseReply(null));
                });
    }

    /** This life of a worker answers (again): it is told what it missed. */
    public void reached(WorkerKey worker) {
        Set<String> sessions = owed.remove(worker);
        if (sessions == null) {
            return;
        }
        for (String id : sessions) {
            LiveSession session = registry.here(id);
            if (session == null || !session.workers().contains(worker)) {
                release(id, worker, "moved away while the worker did not answer");
            }
        }
    }

    /** Forgets what is owed to workers that are long gone. */
    void purge() {
        owed.keySet().retainAll(pool.candidates().stream().map(Candidate::key).collect(Collectors.toSet()));
    }
}
