package dev.facewire.gateway.session;

import dev.facewire.gateway.assign.WorkerCalls;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.session.machine.Effect;
import dev.facewire.gateway.session.machine.Effect.AskToMove;
import dev.facewire.gateway.session.machine.Event;
import dev.facewire.gateway.session.machine.Placement;
import dev.facewire.gateway.session.machine.SessionMachine;
import dev.facewire.gateway.session.machine.Transition;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.worker.Ack;
import dev.facewire.protocol.worker.UpdateRequest;
import dev.facewire.protocol.worker.Verb;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds events to sessions' machines and runs the effects. The only place where a session's state changes. Confined to
 * the gateway's event loop.
 */
public final class SessionService {
    private static final Logger LOG = LoggerFactory.getLogger(SessionService.class);

    private final SessionRegistry registry;
    private final Slots slots;
    private final WorkerCalls calls;
    private final Consumer<String> outcomes;

    /**
     * A service for these sessions.
     *
     * @param outcomes counts how migrations end: {@code moved}, {@code back}
     */
    public SessionService(SessionRegistry registry, Slots slots, WorkerCalls calls, Consumer<String> outcomes) {
        this.registry = registry;
        this.slots = slots;
        this.calls = calls;
        this.outcomes = outcomes;
    }

    /**
     * What came of an event.
     *
     * @param done completes when workers have acknowledged what they were told, or did not in time; never fails
     * @param ask why its client is to be asked to move; null where it is not
     */
    record Applied(Future<Void> done, AskToMove ask) {}

    /** Takes an event in and runs what follows from it. */
    Applied apply(LiveSession session, Event event) {
        SessionMachine before = session.machine();
        Transition transition = before.on(event);
        session.machine(transition.next());
        log(session, before, transition.next());
        List<Future<Void>> under = new ArrayList<>();
        AskToMove ask = null;
        for (Effect effect : transition.effects()) {
            if (effect instanceof AskToMove asked) {
                ask = asked;
            } else {
                under.add(run(session, effect));
            }
        }
        return new Applied(Future.join(under).transform(any -> Future.succeededFuture()), ask);
    }

    private static void log(LiveSession session, SessionMachine before, SessionMachine after) {
        SessionState from = before.state().published();
        SessionState to = after.state().published();
        String reason = after.state().reason();
        if (from != to) {
            LOG.info(
                    "session {}{} {} -> {}{}", session, session.where(), from, to, reason == null ? "" : ": " + reason);
        } else if (!Objects.equals(worker(before), worker(after))) {
            LOG.info("session {}{}", session, session.where());
        }
    }

    private static WorkerKey worker(SessionMachine machine) {
        Placement slot = machine.state().current();
        return slot == null ? null : slot.worker();
    }

    private Future<Void> run(LiveSession session, Effect effect) {
        if (effect instanceof Effect.Release release) {
            return release(session, release);
        }
        if (effect instanceof Effect.Revoke revoke) {
            return revoke(session, revoke.worker());
        }
        if (effect instanceof Effect.Save) {
            registry.save(session);
        } else if (effect instanceof Effect.Notify) {
            session.tell(who -> who.changed(session));
        } else if (effect instanceof Effect.NotifyFaceDeleted deleted) {
            LOG.info("session {}{}: {}", session, session.where(), deleted.detail());
            session.tell(who -> who.failed(session, new Fault(ErrorCode.NO_SUCH_FACE, deleted.detail())));
        } else if (effect instanceof Effect.Count count) {
            outcomes.accept(count.outcome());
        }
        return Future.succeededFuture();
    }

    private Future<Void> release(LiveSession session, Effect.Release release) {
        return slots.release(session.id(), release.worker(), release.reason())
                .onSuccess(reply -> {
                    if (session.placedOn(release.worker())) { // the last counters
                        session.stats(reply.stats());
                    }
                })
                .mapEmpty();
    }

    private Future<Void> revoke(LiveSession session, WorkerKey worker) {
        // Without an address for events: perhaps another gateway speaks for the session by now.
        UpdateRequest request = new UpdateRequest(session.id(), null, null, true, null);
        return calls.request(worker, Verb.UPDATE, request, Ack.class, SessionCalls.SHORT_TIMEOUT)
                .transform((ack, failure) -> {
                    boolean notThere = failure instanceof Fault fault && fault.code() == ErrorCode.NO_SESSION;
                    if (failure == null || notThere) {
                        return apply(session, new Event.FaceRevoked(worker)).done();
                    }
                    LOG.warn("session {} on worker {} was not pixelated: {}", session, worker, failure.getMessage());
                    return apply(session, new Event.RevocationFailed(worker)).done();
                });
    }
}
