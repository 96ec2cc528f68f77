package dev.facewire.gateway.session;

import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.face.FaceStore;
import dev.facewire.gateway.session.machine.Event;
import dev.facewire.protocol.worker.WorkerEvent;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What happens to sessions without a client asking: events of workers, dead workers, deleted faces, time. */
public final class SessionEvents {
    /**
     * A worker sends statistics every second, and frees a slot without media after 20 s: a session of which nothing is
     * heard for this long is over, and its last event got lost.
     */
    static final Duration SILENCE = Duration.ofSeconds(60);
    /** How often the faces in use are renewed; well within the shortest time to live, 60 s. */
    private static final long RENEW_MS = 15_000;

    private final SessionRegistry registry;
    private final Slots slots;
    private final Moves moves;
    private final SessionService service;
    private final FaceStore faces;
    private final Clock clock;
    private long renewedAtMs;

    public SessionEvents(
            SessionRegistry registry, Slots slots, Moves moves, SessionService service, FaceStore faces, Clock clock) {
        this.registry = registry;
        this.slots = slots;
        this.moves = moves;
        this.service = service;
        this.faces = faces;
        this.clock = clock;
    }

    /** A worker tells something of a session. What comes from a worker that doesn't have it any more is dropped. */
    public void event(WorkerEvent event) {
        LiveSession session = registry.here(event.sessionId());
        WorkerKey worker = new WorkerKey(event.workerId(), event.epoch());
        if (session == null
                || !session.concerned()
                || !session.placedOn(worker)
                || !session.heard(worker, event.seq(), clock.millis())) {
            return;
        }
        session.stats(event.stats());
        switch (event.type()) {
            case CONNECTED -> moves.handle(session, new Event.Connected(worker));
            case STATS -> {
                boolean frames = event.stats() != null && event.stats().framesOut() > 0;
                moves.handle(session, new Event.Reported(worker, frames));
                session.tell(who -> who.stats(session));
            }
            case CANDIDATES -> session.tell(who -> who.candidates(session, event.rev(), event.candidates()));
            case FAILED ->
                moves.handle(
                        session, new Event.GaveUp(worker, event.retryable(), event.reason(), moves.canGoBack(session)));
            case ENDED -> moves.handle(session, new Event.EndedThere(worker, event.reason(), moves.canGoBack(session)));
        }
    }

    /**
     * A face was deleted: no worker of a session that is served here shows it any more. Completes when each of them has
     * acknowledged that, or did not answer within a second: then its slot is released, at once or as soon as it answers
     * again, and a session that it alone served fails.
     */
    public Future<Void> faceRemoved(String face) {
        List<Future<Void>> revocations =
                registry.all().stream().map(session -> revoke(session, face)).toList();
        return Future.join(revocations).mapEmpty();
    }

    /** After changes of the face that are under way: whichever they end with, it is seen to. */
    private Future<Void> revoke(LiveSession session, String face) {
        if (!session.concerned()) {
            return Future.succeededFuture();
        }
        return session.inTurn(
                () -> service.apply(session, new Event.FaceDeleted(face)).done());
    }

    /** To be called every few seconds: renews what is in use, forgets what is over. */
    public void tick() {
        long now = clock.millis();
        faces.purge();
        slots.purge();
        reconcileFaces();
        if (now - renewedAtMs >= RENEW_MS) {
            renewedAtMs = now;
            registry.all().stream()
                    .filter(LiveSession::live)
                    .map(LiveSession::face)
                    .distinct()
                    .forEach(faces::renew);
        }
        for (LiveSession session : registry.all()) {
            if (session.live()) {
                tend(session, now);
            } else if (now - session.savedAtMs() > SessionRegistry.KEEP_ENDED.toMillis()) {
                registry.forget(session);
            }
        }
    }

    /** The event that tells of a deletion may have been lost, in a partition or with the member that sent it. */
    private void reconcileFaces() {
        Set<String> inUse = registry.all().stream()
                .filter(LiveSession::concerned)
                .flatMap(session -> session.machine().state().placements().stream())
                .flatMap(slot -> slot.faces().stream())
                .collect(Collectors.toSet());
        faces.reconcile(inUse).onSuccess(deleted -> deleted.forEach(this::faceRemoved));
    }

    private void tend(LiveSession session, long now) {
        if (now - session.savedAtMs() > SessionRegistry.RECORD_LIFE.toMillis() / 6) {
            registry.save(session);
        }
        if (now - session.heardAtMs() > SILENCE.toMillis()) {
            session.touched(now);
            silent(session);
        }
    }

    /** Another gateway may speak for it by now; else it is over. */
    private void silent(LiveSession session) {
        registry.recordOf(session.id()).onSuccess(record -> {
            if (record != null && !registry.eventsTo().equals(record.eventsTo())) {
                registry.forget(session);
            } else if (session.live()) {
                moves.handle(session, new Event.Silent("the worker reports nothing of it any more"));
            }
        });
    }
}
