package dev.facewire.gateway.session;

import dev.facewire.gateway.assign.Assigner;
import dev.facewire.gateway.assign.Assignment;
import dev.facewire.gateway.assign.Candidate;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.assign.WorkerPool;
import dev.facewire.gateway.session.machine.Effect.AskToMove;
import dev.facewire.gateway.session.machine.Event;
import dev.facewire.gateway.session.machine.Placement;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.signal.MoveCause;
import dev.facewire.protocol.worker.ReserveRequest;
import dev.facewire.protocol.worker.WorkerState;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings sessions from a worker that is lost, or is to stop, to another one: takes a slot there and asks the client to
 * offer again. The client makes the new connection and says when swapped frames come from it; until then the old slot is
 * kept. Confined to the gateway's event loop.
 *
 * <pre>
 * worker dead, or session given up ─▶ slot elsewhere ─▶ move ─┐
 * worker silent ──────────────────────────────────────▶ move ─┼─▶ client offers ─▶ swapped frames ─▶ moved: old slot freed
 * worker draining ─▶ slot elsewhere (none: try again) ─▶ move ┘
 * </pre>
 */
public final class Moves {
    private static final Logger LOG = LoggerFactory.getLogger(Moves.class);
    /** Sessions of one draining worker that are asked at once: each costs the others' workers the reading of a face. */
    private static final int AT_ONCE = 4;
    /** A client that was asked is asked again after this; also the time for which it counts as moving. */
    private static final long ASK_AGAIN_MS = 5000;
    /** A client that found no slot elsewhere is looked at again after this. */
    private static final long RETRY_MS = 1000;
    /** A slot that is held for a move is not given to an offer that comes this close to its end. */
    private static final long MARGIN_MS = 2000;

    private final SessionRegistry registry;
    private final Assigner assigner;
    private final WorkerPool pool;
    private final SessionService service;
    private final Clock clock;
    private final Consumer<String> outcomes;

    /**
     * Moves of these sessions.
     *
     * @param outcomes counts whom it asks: {@code asked_died}, {@code asked_silent}, {@code asked_failed},
     *     {@code asked_drain}
     */
    public Moves(
            SessionRegistry registry,
            Assigner assigner,
            WorkerPool pool,
            SessionService service,
            Clock clock,
            Consumer<String> outcomes) {
        this.registry = registry;
        this.assigner = assigner;
        this.pool = pool;
        this.service = service;
        this.clock = clock;
        this.outcomes = outcomes;
    }

    /** A worker is gone: its sessions are lost, unless its media goes on, which only their clients can tell. */
    public void workerGone(WorkerKey worker, MoveCause cause, String reason) {
        for (LiveSession session : registry.all()) {
            if (session.concerned() && session.placedOn(worker)) {
                lostHere(session, worker, cause, reason);
            } else if (session.hasSlotOn(worker)) { // that it migrates from, or that is held for it
                lost(session, worker, cause, reason);
            }
        }
    }

    /** Where nobody listens here, another gateway may speak for the session by now: then it is that one's to move. */
    private void lostHere(LiveSession session, WorkerKey worker, MoveCause cause, String reason) {
        if (session.watched()) {
            lost(session, worker, cause, reason);
            return;
        }
        registry.recordOf(session.id()).otherwiseEmpty().onSuccess(record -> {
            if (record != null && !registry.eventsTo().equals(record.eventsTo())) {
                registry.forget(session);
            } else if (session.concerned() && session.placedOn(worker)) {
                lost(session, worker, cause, reason);
            }
        });
    }

    /** A worker of a session is gone. */
    void lost(LiveSession session, WorkerKey worker, MoveCause cause, String reason) {
        handle(session, new Event.Lost(worker, cause, reason, canGoBack(session)));
    }

    /** True where the worker that a migrating session leaves can be reached. */
    boolean canGoBack(LiveSession session) {
        return session.migratesFrom() != null && reachable(session.migratesFrom());
    }

    /** Takes an event of a worker in; where the session has to leave it, its client is asked to. */
    void handle(LiveSession session, Event event) {
        boolean migrated = session.migratesFrom() != null;
        AskToMove ask = service.apply(session, event).ask();
        if (ask != null) {
            ask(session, ask.cause(), ask.reason());
        } else if (migrated && session.migratesFrom() == null && session.live()) {
            session.notAsked(clock.millis(), RETRY_MS); // perhaps it went back to a worker that it has to leave
        }
    }

    /** To be called a few times a second, and when a worker begins to drain: asks the sessions of draining workers to move. */
    public void tick() {
        for (Candidate candidate : pool.candidates()) {
            if (candidate.reachable() && candidate.report().state() == WorkerState.DRAINING) {
                empty(candidate.key());
            }
        }
    }

    private void empty(WorkerKey worker) {
        long now = clock.millis();
        List<LiveSession> there = registry.all().stream()
                .filter(session -> session.live() && session.placedOn(worker))
                .toList();
        int moving = (int) there.stream()
                .filter(session -> session.askedAtMs() > now - ASK_AGAIN_MS)
                .count();
        for (LiveSession session : there) {
            service.apply(session, new Event.Drain("worker " + worker + " is to stop"));
            if (moving < AT_ONCE && session.watched() && session.mayBeAskedAtMs() <= now) {
                ask(session, MoveCause.DRAIN, "worker " + worker + " is to stop");
                moving++;
            }
        }
    }

    private void ask(LiveSession session, MoveCause cause, String reason) {
        session.asked(clock.millis(), ASK_AGAIN_MS);
        if (!session.watched()) {
            return; // a client that only speaks HTTP sees it when it looks
        }
        if (cause == MoveCause.SILENT || session.machine().prepared(clock.millis()) != null) {
            // Perhaps it stays where the worker is only silent: no slot is taken on suspicion.
            tell(session, cause, reason);
            return;
        }
        WorkerKey from = session.placement().worker();
        assigner.assign(session.id(), session.options(), occupied(session)).onComplete((slot, failure) -> {
            boolean still = session.concerned() && session.placedOn(from);
            if (failure == null) {
                long untilMs = clock.millis() + ReserveRequest.TTL_MS - MARGIN_MS;
                service.apply(session, new Event.Prepared(placement(session, slot), from, untilMs));
            }
            if (still && failure != null && cause == MoveCause.DRAIN) {
                LOG.info("session {} can't leave worker {} yet: {}", session, from, failure.getMessage());
                session.notAsked(clock.millis(), RETRY_MS);
            } else if (still) { // dead without a place elsewhere too: the client tries until there is one
                tell(session, cause, reason);
            }
        });
    }

    /** A slot whose worker is given the session's face with the offer. */
    static Placement placement(LiveSession session, Assignment slot) {
        return Placement.of(slot.worker(), slot.reservationId(), session.face());
    }

    private void tell(LiveSession session, MoveCause cause, String reason) {
        outcomes.accept("asked_" + cause.name().toLowerCase(Locale.ROOT));
        LOG.info("session {}{} is asked to move ({}): {}", session, session.where(), cause, reason);
        session.tell(who -> who.move(session, cause, reason));
    }

    /**
     * The slot for a move that the client offers: the one that is held for it, or one elsewhere; where there is none, the
     * same worker again, if it answers: the client's network may have changed, and it needs a new connection.
     */
    Future<Placement> slotFor(LiveSession session) {
        Placement held = session.machine().prepared(clock.millis());
        if (held != null && reachable(held.worker())) {
            return Future.succeededFuture(Placement.of(held.worker(), held.reservation(), session.face()));
        }
        return assigner.assign(session.id(), session.options(), occupied(session))
                .recover(failure -> {
                    boolean worthATry = failure instanceof Fault fault
                            && fault.code().retryable()
                            && session.workers().size() == 1
                            && ready(session.placement().worker());
                    return worthATry ? here(session) : Future.failedFuture(failure);
                })
                .map(slot -> placement(session, slot));
    }

    /**
     * A worker serves a session once: it gives the old connection up first, or the end of that one, of which the worker
     * tells, would be taken for the session's.
     */
    private Future<Assignment> here(LiveSession session) {
        return service.apply(session, new Event.GivenUp("offered anew"))
                .done()
                .compose(freed -> assigner.assign(session.id(), session.options(), Set.of()))
                .onFailure(failure -> service.apply(session, new Event.NotPlaced(failure.getMessage())));
    }

    /** Workers on which it is, by ids that are not to be asked; an earlier life of one says nothing of the present one. */
    private Set<String> occupied(LiveSession session) {
        Set<WorkerKey> here = session.workers();
        return pool.candidates().stream()
                .map(Candidate::key)
                .filter(here::contains)
                .map(WorkerKey::id)
                .collect(Collectors.toSet());
    }

    private boolean reachable(WorkerKey worker) {
        return pool.candidates().stream()
                .anyMatch(candidate -> candidate.reachable() && candidate.key().equals(worker));
    }

    private boolean ready(WorkerKey worker) {
        return pool.candidates().stream()
                .anyMatch(candidate -> candidate.reachable()
                        && candidate.key().equals(worker)
                        && candidate.report().state() == WorkerState.READY);
    }
}
