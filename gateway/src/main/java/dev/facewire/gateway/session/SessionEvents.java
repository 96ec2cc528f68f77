package dev.facewire.gateway.session;

import dev.facewire.gateway.assign.WorkerCalls;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.face.FaceStore;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.signal.MoveCause;
import dev.facewire.protocol.worker.Ack;
import dev.facewire.protocol.worker.UpdateRequest;
import dev.facewire.protocol.worker.Verb;
import dev.facewire.protocol.worker.WorkerEvent;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to sessions without a client asking: events of workers, dead workers, deleted faces, time. */
public final class SessionEvents {
    private static final Logger LOG = LoggerFactory.getLogger(SessionEvents.class);
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
    private final WorkerCalls workers;
    private final FaceStore faces;
    private final Clock clock;
    private long renewedAtMs;

    public SessionEvents(
            SessionRegistry registry, Slots slots, Moves moves, WorkerCalls workers, FaceStore faces, Clock clock) {
        this.registry = registry;
        this.slots = slots;
        this.moves = moves;
        this.workers = workers;
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
                || !session.heard(event.seq(), clock.millis())) {
            return;
        }
        session.stats(event.stats());
        if (!session.live() && alive(event.type())) {
            become(session, SessionState.CONNECTED, null); // its worker was silent for a while, and its media went on
        }
        switch (event.type()) {
            case CONNECTED -> become(session, SessionState.CONNECTED, null);
            case STATS -> {
                if (event.stats() != null && event.stats().framesOut() > 0) {
                    moves.framesReported(session);
                }
                session.tell(who -> who.stats(session));
            }
            case CANDIDATES -> session.tell(who -> who.candidates(session, event.rev(), event.candidates()));
            case FAILED -> failed(session, event);
            case ENDED -> become(session, SessionState.ENDED, event.reason());
        }
    }

    private static boolean alive(WorkerEvent.Type type) {
        return type == WorkerEvent.Type.CONNECTED || type == WorkerEvent.Type.STATS;
    }

    private void failed(LiveSession session, WorkerEvent event) {
        if (event.retryable() || session.movesAway()) {
            moves.lost(session, MoveCause.FAILED, event.reason());
        } else {
            become(session, SessionState.FAILED, event.reason());
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
        return session.inTurn(() -> {
            if (!session.concerned()) {
                return Future.succeededFuture();
            }
            boolean before = session.faceRevoked();
            return Future.join(session.placements().stream()
                            .filter(slot -> slot.mayShow(face))
                            .map(slot -> revoke(session, slot))
                            .toList())
                    .<Void>mapEmpty()
                    .onSuccess(done -> {
                        if (!before && session.faceRevoked()) {
                            LOG.info("session {}{}: {}", session, session.where(), LiveSession.FACE_DELETED);
                            session.tell(who -> who.changed(session));
                            Fault fault = new Fault(ErrorCode.NO_SUCH_FACE, LiveSession.FACE_DELETED);
                            session.tell(who -> who.failed(session, fault));
                        }
                    });
        });
    }

    private Future<Void> revoke(LiveSession session, Placement slot) {
        // Without an address for events: perhaps another gateway speaks for the session by now.
        UpdateRequest request = new UpdateRequest(session.id(), null, null, true, null);
        return workers.request(slot.worker(), Verb.UPDATE, request, Ack.class, SessionCalls.SHORT_TIMEOUT)
                .<Void>mapEmpty()
                .recover(failure -> failure instanceof Fault fault && fault.code() == ErrorCode.NO_SESSION
                        ? Future.succeededFuture() // nothing of it is shown there
                        : Future.failedFuture(failure))
                .onSuccess(done -> slot.revoke())
                .recover(failure -> {
                    LOG.warn("session {}{} could not be pixelated: {}", session, session.where(), failure.getMessage());
                    if (session.drop(slot)) {
                        fail(session, new Fault(ErrorCode.NO_SUCH_FACE, "its face was deleted"));
                    }
                    return slots.release(session.id(), slot, "its face was deleted")
                            .mapEmpty();
                });
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
                .flatMap(session -> session.placements().stream())
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
                slots.giveBack(session, "silent");
                become(session, SessionState.FAILED, "the worker tells nothing of it any more");
            }
        });
    }

    private void fail(LiveSession session, Fault fault) {
        if (!session.concerned()) {
            return;
        }
        session.fail(fault.detail());
        session.dropPrevious().ifPresent(slot -> slots.release(session.id(), slot, fault.detail()));
        registry.save(session);
        session.tell(who -> who.changed(session));
        session.tell(who -> who.failed(session, fault));
    }

    private void become(LiveSession session, SessionState state, String reason) {
        session.become(state, reason);
        registry.save(session);
        session.tell(who -> who.changed(session));
    }
}
