package dev.facewire.gateway.session;

import dev.facewire.gateway.assign.WorkerCalls;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.protocol.worker.ReleaseReply;
import dev.facewire.protocol.worker.ReleaseRequest;
import dev.facewire.protocol.worker.Verb;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Releases slots. A release that a worker did not acknowledge (it is frozen, or cut off) is sent again when the worker is
 * reached again: it must not keep the slots of sessions that moved away or ended meanwhile, and still less show a face
 * that was deleted. Confined to the gateway's event loop.
 */
public final class Slots {
    /**
     * How long a release waits for its worker: media needs no cluster, so that a worker which is cut off serves on for as
     * long as its clients like.
     */
    private static final Duration KEEP = Duration.ofHours(24);

    private final SessionRegistry registry;
    private final WorkerCalls calls;
    private final Clock clock;
    private final Map<WorkerKey, Unacknowledged> unacknowledged = new HashMap<>();

    /** Sessions whose release a worker did not acknowledge, and when the last of them was added. */
    private static final class Unacknowledged {
        private final Set<String> sessions = new HashSet<>();
        private long sinceMs;
    }

    public Slots(SessionRegistry registry, WorkerCalls calls, Clock clock) {
        this.registry = registry;
        this.calls = calls;
        this.clock = clock;
    }

    /** Frees a slot on this worker; never fails. */
    Future<ReleaseReply> release(String session, WorkerKey worker, String reason) {
        return calls.request(
                        worker,
                        Verb.RELEASE,
                        new ReleaseRequest(session, reason),
                        ReleaseReply.class,
                        SessionCalls.SHORT_TIMEOUT)
                .recover(failure -> {
                    Unacknowledged waiting = unacknowledged.computeIfAbsent(worker, key -> new Unacknowledged());
                    waiting.sessions.add(session);
                    waiting.sinceMs = clock.millis();
                    return Future.succeededFuture(new ReleaseReply(null));
                });
    }

    /** This life of a worker answers, for the first time or again: it is told what it missed. */
    public void reached(WorkerKey worker) {
        unacknowledged.keySet().removeIf(key -> key.id().equals(worker.id()) && key.epoch() < worker.epoch());
        Unacknowledged waiting = unacknowledged.remove(worker);
        if (waiting == null) {
            return;
        }
        for (String id : waiting.sessions) {
            LiveSession session = registry.here(id);
            boolean hasItAgain = session != null && session.hasSlotOn(worker);
            if (!hasItAgain) {
                release(id, worker, "released while the worker did not answer");
            }
        }
    }

    /** Forgets what workers were to be told that have been away for a day. */
    void purge() {
        long before = clock.millis() - KEEP.toMillis();
        unacknowledged.values().removeIf(waiting -> waiting.sinceMs < before);
    }
}
