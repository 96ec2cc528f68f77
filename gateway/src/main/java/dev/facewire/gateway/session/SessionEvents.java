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

    /** A face was deleted: every session that uses it is shielded, or ended where its worker can't be told. */
    public Future<Void> faceRemoved(String face) {
        List<Future<Void>> shields = registry.all().stream()
                .filter(session -> session.live() && session.worker() != null && face.equals(session.face()))
                .filter(LiveSession::shield)
                .map(this::shield)
                .toList();
        return Future.join(shields).mapEmpty();
    }

    private Future<Void> shield(LiveSession session) {
        UpdateRequest request = new UpdateRequest(session.id(), null, null, true, registry.eventsTo());
        return workers.request(
                        session.placement().worker(), Verb.UPDATE, request, Ack.class, SessionCalls.SHORT_TIMEOUT)
                .<Void>mapEmpty()
                .recover(failure -> {
                    LOG.warn("session {}{} could not be shielded: {}", session, session.where(), failure.getMessage());
                    fail(session, new Fault(ErrorCode.NO_SUCH_FACE, "its face was deleted"));
                    return slots.giveBack(session, "its face was deleted").mapEmpty();
                });
    }

    /** To be called every few seconds: renews what is in use, forgets what is over. */
    public void tick() {
        long now = clock.millis();
        faces.purge();
        slots.purge();
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
        become(session, SessionState.FAILED, fault.detail());
        session.tell(who -> who.failed(session, fault));
    }

    private void become(LiveSession session, SessionState state, String reason) {
        session.become(state, reason);
        registry.save(session);
        session.tell(who -> who.changed(session));
    }
}
