package dev.facewire.gateway.session.machine;

import dev.facewire.protocol.session.SessionState;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Where a session is in its life; {@link SessionMachine} has the diagram. */
public sealed interface State {
    /** Slots that it owns: each has to be released. */
    List<Placement> placements();

    /** The slot that it has, or is to have; of one that is over the last one, which it does not own; null for none. */
    Placement current();

    /** What clients see. */
    SessionState published();

    /** Why, for a person; null where there is nothing to say. */
    String reason();

    /** The same with each slot changed. */
    State map(UnaryOperator<Placement> change);

    /** True where it is over, unless its client offers again. */
    default boolean over() {
        return this instanceof Failed || this instanceof Ended;
    }

    private static List<Placement> owned(Placement... slots) {
        return Stream.of(slots).filter(Objects::nonNull).toList();
    }

    private static Placement changed(Placement slot, UnaryOperator<Placement> change) {
        return slot == null ? null : change.apply(slot);
    }

    /**
     * Its media is not connected yet.
     *
     * @param at null while a slot is looked for
     */
    record Connecting(Placement at, String reason) implements State {
        @Override
        public List<Placement> placements() {
            return owned(at);
        }

        @Override
        public Placement current() {
            return at;
        }

        @Override
        public SessionState published() {
            return SessionState.CONNECTING;
        }

        @Override
        public State map(UnaryOperator<Placement> change) {
            return new Connecting(changed(at, change), reason);
        }
    }

    /** Its media is connected. */
    record Live(Placement at) implements State {
        @Override
        public List<Placement> placements() {
            return owned(at);
        }

        @Override
        public Placement current() {
            return at;
        }

        @Override
        public SessionState published() {
            return SessionState.CONNECTED;
        }

        @Override
        public String reason() {
            return null;
        }

        @Override
        public State map(UnaryOperator<Placement> change) {
            return new Live(change.apply(at));
        }
    }

    /**
     * It has two slots: the one that it is to have, and the one that serves it until swapped frames come from there.
     *
     * @param before what it was and will be again if the migration fails: Connecting, Live or Recovering
     * @param connected true once the media of the new slot is connected
     * @param reports reports of frames from there
     */
    record Migrating(State before, Placement to, boolean connected, int reports) implements State {
        public Placement from() {
            return before.current();
        }

        @Override
        public List<Placement> placements() {
            return owned(to, from());
        }

        @Override
        public Placement current() {
            return to;
        }

        @Override
        public SessionState published() {
            return connected ? SessionState.CONNECTED : SessionState.CONNECTING;
        }

        @Override
        public String reason() {
            return connected ? null : "moves to worker " + to.worker();
        }

        @Override
        public State map(UnaryOperator<Placement> change) {
            return new Migrating(before.map(change), change.apply(to), connected, reports);
        }

        /** The new slot alone is left. */
        State completed() {
            return connected ? new Live(to) : new Connecting(to, reason());
        }
    }

    /**
     * Its worker is gone, or silent, or gave it up: it goes on there if the worker is heard of again, or on another one.
     *
     * @param at null where it gave its only slot up for one that came to nothing
     */
    record Recovering(Placement at, String reason) implements State {
        @Override
        public List<Placement> placements() {
            return owned(at);
        }

        @Override
        public Placement current() {
            return at;
        }

        @Override
        public SessionState published() {
            return SessionState.FAILED;
        }

        @Override
        public State map(UnaryOperator<Placement> change) {
            return new Recovering(changed(at, change), reason);
        }
    }

    /** It failed; only an offer of its client brings it back, to a new slot. */
    record Failed(Placement current, String reason) implements State {
        @Override
        public List<Placement> placements() {
            return List.of();
        }

        @Override
        public SessionState published() {
            return SessionState.FAILED;
        }

        @Override
        public State map(UnaryOperator<Placement> change) {
            return this;
        }
    }

    /** It has ended; nothing brings it back. */
    record Ended(Placement current, String reason) implements State {
        @Override
        public List<Placement> placements() {
            return List.of();
        }

        @Override
        public SessionState published() {
            return SessionState.ENDED;
        }

        @Override
        public State map(UnaryOperator<Placement> change) {
            return this;
        }
    }
}
