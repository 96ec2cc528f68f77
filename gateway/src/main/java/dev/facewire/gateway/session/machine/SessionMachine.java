package dev.facewire.gateway.session.machine;

import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.session.machine.Effect.AskToMove;
import dev.facewire.gateway.session.machine.Effect.Count;
import dev.facewire.gateway.session.machine.Effect.Notify;
import dev.facewire.gateway.session.machine.Effect.NotifyFaceDeleted;
import dev.facewire.gateway.session.machine.Effect.Release;
import dev.facewire.gateway.session.machine.Effect.Revoke;
import dev.facewire.gateway.session.machine.Effect.Save;
import dev.facewire.gateway.session.machine.State.Connecting;
import dev.facewire.gateway.session.machine.State.Ended;
import dev.facewire.gateway.session.machine.State.Failed;
import dev.facewire.gateway.session.machine.State.Live;
import dev.facewire.gateway.session.machine.State.Migrating;
import dev.facewire.gateway.session.machine.State.Recovering;
import dev.facewire.protocol.signal.MoveCause;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A session's life, pure: {@code (machine, event)} gives the next machine and the effects that a service runs.
 *
 * <pre>
 *            placed            connected
 * Connecting ──────▶ Connecting ──────▶ Live ◀────────heard again──────── Recovering
 *                        │               │ │                                  ▲  │
 *                        └───placed──────┤ └──worker lost, or gave it up──────┘  │
 *                                        ▼                                       │
 *      Live, Connecting ◀──moved──── Migrating(from, to) ◀────────placed─────────┘
 *      Live, Connecting, Recovering ◀──┘ offer failed, or "to" lost: back to what it was
 *
 * any ──end, or its worker ended it──▶ Ended       any ──can't go on──▶ Failed ──placed──▶ Connecting
 * </pre>
 *
 * <p>Immutable. Two rules hold in every state. A slot is owned from {@link Event.Placed} or {@link Event.Prepared} on
 * until exactly one {@link Effect.Release} names it. A deleted face leads to a {@link Effect.Revoke} for every slot that may show it, and a
 * slot whose worker does not acknowledge that is released.
 *
 * @param prepared a slot that is held for its next offer; null where there is none
 * @param preparedUntilMs until when
 * @param moveReason why it should be offered again; null where it can stay
 */
public record SessionMachine(State state, Placement prepared, long preparedUntilMs, String moveReason) {
    /** Why all of it is pixelated. */
    public static final String FACE_DELETED =
            "its face was deleted: the picture is pixelated until the session is given another face";
    /** Reports of frames, one a second, after which the slot that was left is released though no client said so. */
    static final int SETTLED_REPORTS = 2;

    /** A session that has no slot yet. */
    public static SessionMachine created() {
        return in(new Connecting(null, null));
    }

    /** A session in this state. */
    public static SessionMachine in(State state) {
        return new SessionMachine(state, null, 0, null);
    }

    /** All slots that have to be released some day. */
    public List<Placement> owned() {
        List<Placement> all = new ArrayList<>(state.placements());
        if (prepared != null) {
            all.add(prepared);
        }
        return all;
    }

    /** The slot that is held for its next offer, or null. */
    public Placement prepared(long nowMs) {
        return nowMs < preparedUntilMs ? prepared : null;
    }

    /** True where the worker that serves it acknowledged that it shows no face. */
    public boolean faceRevoked() {
        return !state.placements().isEmpty()
                && !(state instanceof Recovering)
                && state.current().revoked();
    }

    /** What follows from an event. */
    public Transition on(Event event) {
        Step step = new Step();
        if (event instanceof Event.Placed placed) {
            step.placed(placed.slot());
        } else if (event instanceof Event.OfferFailed failed) {
            step.offerFailed(failed);
        } else if (event instanceof Event.GivenUp given) {
            step.givenUp(given.reason());
        } else if (event instanceof Event.NotPlaced none) {
            step.notPlaced(none.reason());
        } else if (event instanceof Event.Prepared held) {
            step.prepare(held);
        } else if (event instanceof Event.Drain drain) {
            step.moveReason = state.over() ? moveReason : drain.reason();
        } else if (event instanceof Event.Connected connected) {
            step.connected(connected.worker());
        } else if (event instanceof Event.Reported reported) {
            step.reported(reported);
        } else if (event instanceof Event.GaveUp gave) {
            step.gaveUp(gave);
        } else if (event instanceof Event.EndedThere ended) {
            step.endedThere(ended);
        } else if (event instanceof Event.Lost lost) {
            step.lost(lost.worker(), lost.cause(), lost.reason(), lost.otherReachable());
        } else if (event instanceof Event.Silent silent) {
            step.silent(silent.reason());
        } else if (event instanceof Event.Moved) {
            step.moved("moved");
        } else if (event instanceof Event.Discarded discarded) {
            step.discarded(discarded.reason());
        } else if (event instanceof Event.End end) {
            step.end(end.reason());
        } else {
            step.face(event);
        }
        return step.done();
    }

    private boolean at(WorkerKey worker) {
        return !state.over()
                && state.current() != null
                && state.current().worker().equals(worker);
    }

    /** One transition in the making. */
    private final class Step {
        private final List<Effect> effects = new ArrayList<>();
        private State next = state;
        private Placement held = prepared;
        private long heldUntilMs = preparedUntilMs;
        private String moveReason = SessionMachine.this.moveReason;

        Transition done() {
            return new Transition(new SessionMachine(next, held, heldUntilMs, moveReason), effects);
        }

        private void become(State to) {
            next = to;
            effects.add(new Save());
            effects.add(new Notify());
        }

        private void release(Placement slot, String reason) {
            effects.add(new Release(slot.worker(), reason));
        }

        private void releaseAll(String reason) {
            owned().forEach(slot -> release(slot, reason));
            held = null;
        }

        private void placed(Placement slot) {
            boolean wasHeld = held != null && held.worker().equals(slot.worker());
            if (state instanceof Ended) {
                release(slot, "the session has ended");
                return;
            }
            if (held != null && !wasHeld) {
                release(held, "another slot was found");
            }
            held = null;
            moveReason = null;
            String why = state.placements().isEmpty() && state.current() == null && state instanceof Connecting
                    ? state.reason()
                    : "moves to worker " + slot.worker();
            if (state instanceof Migrating migrating) {
                boolean back = migrating.from().worker().equals(slot.worker());
                if (!migrating.to().worker().equals(slot.worker())) {
                    release(migrating.to(), "another migration began");
                }
                next = back ? new Connecting(slot, why) : new Migrating(migrating.before(), slot, false, 0);
            } else if (state.placements().isEmpty() || at(slot.worker())) { // a worker serves a session once
                next = new Connecting(slot, why);
            } else {
                next = new Migrating(state, slot, false, 0);
            }
            effects.add(new Notify());
        }

        private void offerFailed(Event.OfferFailed failed) {
            if (!at(failed.worker())) {
                return; // that slot was seen to meanwhile
            }
            if (state instanceof Migrating migrating) {
                release(migrating.to(), "the offer failed");
                become(migrating.before());
                moveReason = migrating.before() instanceof Recovering recovering ? recovering.reason() : moveReason;
            } else if (state instanceof Connecting connecting) {
                release(connecting.at(), "the offer failed");
                become(new Recovering(null, failed.reason()));
                moveReason = failed.reason();
            }
        }

        private void givenUp(String reason) {
            if (!state.over() && !(state instanceof Migrating)) {
                state.placements().forEach(slot -> release(slot, reason));
                next = new Connecting(null, state.reason());
            }
        }

        private void notPlaced(String reason) {
            if (state instanceof Connecting connecting && connecting.at() == null) {
                become(new Recovering(null, reason));
                moveReason = reason;
            }
        }

        private void prepare(Event.Prepared slot) {
            boolean mine = owned().stream()
                    .anyMatch(owned -> owned.worker().equals(slot.slot().worker()));
            if (mine) {
                return; // a worker gives a session one slot, however often it is asked
            }
            if (!at(slot.leaves())) {
                release(slot.slot(), "not needed");
                return;
            }
            if (held != null) {
                release(held, "another slot is held");
            }
            held = slot.slot();
            heldUntilMs = slot.untilMs();
        }

        private void connected(WorkerKey worker) {
            if (!at(worker)) {
                return;
            }
            moveReason = null;
            become(
                    state instanceof Migrating migrating
                            ? new Migrating(migrating.before(), migrating.to(), true, migrating.reports())
                            : new Live(state.current()));
        }

        private void reported(Event.Reported reported) {
            if (!at(reported.worker())) {
                return;
            }
            if (state instanceof Recovering recovering) { // it was silent for a while, and its media went on
                moveReason = null;
                become(new Live(recovering.at()));
            } else if (state instanceof Migrating migrating && reported.frames()) {
                if (migrating.reports() + 1 >= SETTLED_REPORTS) {
                    moved("moved");
                } else {
                    next = new Migrating(
                            migrating.before(), migrating.to(), migrating.connected(), migrating.reports() + 1);
                }
            }
        }

        private void gaveUp(Event.GaveUp gave) {
            if (!at(gave.worker())) {
                return;
            }
            if (gave.retryable() || state instanceof Migrating) {
                lost(gave.worker(), MoveCause.FAILED, gave.reason(), gave.otherReachable());
            } else {
                releaseAll(gave.reason());
                become(new Failed(state.current(), gave.reason()));
                moveReason = null;
            }
        }

        private void endedThere(Event.EndedThere ended) {
            if (!at(ended.worker())) {
                return;
            }
            if (state instanceof Migrating) { // the client did not connect there in time: the other slot serves on
                lost(ended.worker(), MoveCause.FAILED, ended.reason(), ended.otherReachable());
            } else {
                end(ended.reason());
            }
        }

        private void lost(WorkerKey worker, MoveCause cause, String reason, boolean otherReachable) {
            if (held != null && held.worker().equals(worker)) {
                release(held, reason);
                held = null;
            }
            if (state instanceof Migrating migrating
                    && migrating.from().worker().equals(worker)) {
                release(migrating.from(), reason); // where it moves to may yet work
                next = migrating.completed();
            } else if (state instanceof Migrating migrating && at(worker)) {
                toLost(migrating, cause, reason, otherReachable);
            } else if (at(worker)) {
                recover(state.current(), cause, reason);
            }
        }

        private void toLost(Migrating migrating, MoveCause cause, String reason, boolean fromReachable) {
            if (fromReachable) {
                release(migrating.to(), reason);
                effects.add(new Count("back"));
                become(migrating.before() instanceof Connecting ? migrating.before() : new Live(migrating.from()));
            } else {
                release(migrating.from(), reason);
                recover(migrating.to(), cause, reason);
            }
        }

        private void recover(Placement at, MoveCause cause, String reason) {
            become(new Recovering(at, reason));
            moveReason = reason;
            effects.add(new AskToMove(cause, reason));
        }

        private void silent(String reason) {
            if (!state.over()) {
                releaseAll("silent");
                become(new Failed(state.current(), reason));
                moveReason = null;
            }
        }

        private void moved(String outcome) {
            if (state instanceof Migrating migrating) {
                release(migrating.from(), "moved");
                next = migrating.completed();
                effects.add(new Count(outcome));
            }
        }

        private void end(String reason) {
            if (!state.over()) {
                become(new Ended(state.current(), reason));
                releaseAll(reason);
                moveReason = null;
            }
        }

        private void discarded(String reason) {
            if (!state.over()) {
                next = new Failed(state.current(), reason);
                releaseAll(reason);
            }
        }

        private void face(Event event) {
            if (event instanceof Event.FaceSent sent) {
                change(sent.worker(), slot -> slot.sending(sent.face()));
            } else if (event instanceof Event.FaceTaken taken) {
                change(taken.worker(), slot -> slot.showing(taken.face()));
            } else if (event instanceof Event.FaceRefused refused) {
                change(refused.worker(), slot -> slot.refused(refused.face()));
            } else if (event instanceof Event.FaceDeleted deleted) {
                state.placements().stream()
                        .filter(slot -> slot.mayShow(deleted.face()))
                        .forEach(slot -> effects.add(new Revoke(slot.worker())));
            } else if (event instanceof Event.FaceRevoked revoked) {
                revoked(revoked.worker());
            } else if (event instanceof Event.RevocationFailed failed) {
                revocationFailed(failed.worker());
            }
        }

        private void change(WorkerKey worker, UnaryOperator<Placement> how) {
            next = state.map(slot -> slot.worker().equals(worker) ? how.apply(slot) : slot);
        }

        private void revoked(WorkerKey worker) {
            boolean before = faceRevoked();
            change(worker, Placement::withoutFace);
            if (!before && new SessionMachine(next, null, 0, null).faceRevoked()) {
                effects.add(new Notify());
                effects.add(new NotifyFaceDeleted(FACE_DELETED));
            }
        }

        private void revocationFailed(WorkerKey worker) {
            String reason = "its face was deleted";
            if (at(worker)) {
                releaseAll(reason);
                become(new Failed(state.current(), reason));
                moveReason = null;
                effects.add(new NotifyFaceDeleted(reason));
            } else if (state instanceof Migrating migrating
                    && migrating.from().worker().equals(worker)) {
                release(migrating.from(), reason);
                next = migrating.completed();
            }
        }
    }
}
