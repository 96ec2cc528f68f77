package dev.facewire.gateway.session;

import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.session.machine.Placement;
import dev.facewire.gateway.session.machine.SessionMachine;
import dev.facewire.gateway.session.machine.State;
import dev.facewire.gateway.session.machine.State.Migrating;
import dev.facewire.gateway.session.machine.State.Recovering;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.http.SessionAnswer;
import dev.facewire.protocol.http.SessionView;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.session.SessionStats;
import io.vertx.core.Future;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A session that this gateway serves: its {@link SessionMachine}, and what its client asked for and is told. Only
 * {@link SessionService} changes its state. Confined to the gateway's event loop.
 */
public final class LiveSession {
    private final String id;
    private final String client;
    private final Set<SessionListener> listeners = new LinkedHashSet<>();
    private SessionMachine machine = SessionMachine.created();
    private String face;
    private SessionOptions options;
    private int rev = 1;
    private long askedAtMs = Long.MIN_VALUE / 2;
    private long mayBeAskedAtMs = Long.MIN_VALUE / 2;
    private Future<SessionAnswer> offering;
    private Future<?> faceChange = Future.succeededFuture();
    private SessionStats stats;
    private WorkerKey heardFrom;
    private long lastSeq;
    private long heardAtMs;
    private long savedAtMs;

    LiveSession(String id, String client, String face, SessionOptions options, long nowMs) {
        this.id = id;
        this.client = client;
        this.face = face;
        this.options = options;
        this.heardAtMs = nowMs;
    }

    static LiveSession of(SessionRecord record, long nowMs) {
        LiveSession session = new LiveSession(record.id(), record.client(), record.face(), record.options(), nowMs);
        session.rev = record.rev();
        Placement slot = record.worker() == null
                ? null
                : Placement.of(new WorkerKey(record.worker(), record.epoch()), record.reservation(), record.face());
        session.machine = SessionMachine.in(stateOf(record, slot));
        return session;
    }

    private static State stateOf(SessionRecord record, Placement slot) {
        return switch (record.state()) {
            case CONNECTING -> new State.Connecting(slot, record.reason());
            case CONNECTED -> new State.Live(slot);
            case FAILED -> new State.Failed(slot, record.reason());
            case ENDED -> new State.Ended(slot, record.reason());
        };
    }

    SessionRecord record(String eventsTo) {
        Placement slot = machine.state().current();
        return new SessionRecord(
                id,
                slot == null ? null : slot.worker().id(),
                slot == null ? 0 : slot.worker().epoch(),
                slot == null ? null : slot.reservation(),
                rev,
                face,
                options,
                eventsTo,
                client,
                state(),
                machine.state().reason());
    }

    public SessionView view() {
        return new SessionView(id, state(), worker(), rev, face, options, stats, reason(), machine.moveReason());
    }

    public String id() {
        return id;
    }

    String client() {
        return client;
    }

    SessionMachine machine() {
        return machine;
    }

    void machine(SessionMachine next) {
        machine = next;
    }

    public SessionState state() {
        return machine.state().published();
    }

    /** Why it is in its state, or why the whole picture is pixelated; null where there is nothing to say. */
    public String reason() {
        String why = machine.state().reason();
        return why == null && machine.faceRevoked() ? SessionMachine.FACE_DELETED : why;
    }

    /** True while it holds, or is about to get, a slot that serves it. */
    boolean live() {
        return state() == SessionState.CONNECTING || state() == SessionState.CONNECTED;
    }

    /** True while it is live, or recovers from the loss of its worker. */
    boolean concerned() {
        return live() || machine.state() instanceof Recovering;
    }

    /** True once it has ended; nothing brings it back. */
    boolean ended() {
        return state() == SessionState.ENDED;
    }

    /** The worker's id, or null before it has one. */
    public String worker() {
        Placement slot = machine.state().current();
        return slot == null ? null : slot.worker().id();
    }

    /**
     * The slot that it has, or migrates to.
     *
     * @throws Fault NO_SESSION while it has no worker
     */
    Placement placement() {
        Placement slot = machine.state().current();
        if (slot == null) {
            throw new Fault(ErrorCode.NO_SESSION, "the session has no worker yet; wait for its answer");
        }
        return slot;
    }

    boolean placedOn(WorkerKey worker) {
        Placement slot = machine.state().current();
        return slot != null && slot.worker().equals(worker);
    }

    /** Where it has slots: one worker, or two while it migrates. */
    Set<WorkerKey> workers() {
        return machine.state().placements().stream().map(Placement::worker).collect(Collectors.toSet());
    }

    /** Where it has slots, the one included that is held for its next offer. */
    boolean hasSlotOn(WorkerKey worker) {
        return machine.owned().stream().anyMatch(slot -> slot.worker().equals(worker));
    }

    /** The slot that it migrates from; null where it does not migrate. */
    WorkerKey migratesFrom() {
        return machine.state() instanceof Migrating migrating ? migrating.from().worker() : null;
    }

    /** Its client is being asked to move, and not again for a while. */
    void asked(long nowMs, long notAgainForMs) {
        askedAtMs = nowMs;
        mayBeAskedAtMs = nowMs + notAgainForMs;
    }

    /** Its client is not being asked to move, and not before so long. */
    void notAsked(long nowMs, long notForMs) {
        askedAtMs = Long.MIN_VALUE / 2;
        mayBeAskedAtMs = nowMs + notForMs;
    }

    long askedAtMs() {
        return askedAtMs;
    }

    long mayBeAskedAtMs() {
        return mayBeAskedAtMs;
    }

    int rev() {
        return rev;
    }

    /** An offer of this revision is on its way to the worker. */
    void offering(int offeredRev, Future<SessionAnswer> answer) {
        rev = offeredRev;
        offering = answer;
    }

    /** The last offer's answer, perhaps still on its way; null where another gateway made it. */
    Future<SessionAnswer> offering() {
        return offering;
    }

    public String face() {
        return face;
    }

    public SessionOptions options() {
        return options;
    }

    void change(String newFace, SessionOptions newOptions) {
        if (newFace != null) {
            face = newFace;
        }
        options = newOptions;
    }

    /**
     * Runs changes of its face, and revocations, one after the other: a deletion must not overtake a change that is under
     * way, nor be overtaken. Each takes a second at most.
     */
    <T> Future<T> inTurn(Supplier<Future<T>> change) {
        Future<T> done = faceChange.transform(before -> change.get());
        faceChange = done;
        return done;
    }

    public SessionStats stats() {
        return stats;
    }

    void stats(SessionStats fresh) {
        if (fresh != null) {
            stats = fresh;
        }
    }

    /** Notes an event of its worker. Returns false for one that came out of order. */
    boolean heard(WorkerKey worker, long seq, long nowMs) {
        if (worker.equals(heardFrom) && seq <= lastSeq) {
            return false;
        }
        heardFrom = worker;
        lastSeq = seq;
        heardAtMs = nowMs;
        return true;
    }

    long heardAtMs() {
        return heardAtMs;
    }

    void touched(long nowMs) {
        heardAtMs = nowMs;
    }

    long savedAtMs() {
        return savedAtMs;
    }

    void saved(long nowMs) {
        savedAtMs = nowMs;
    }

    /** Adds who wants to know; null is nobody, and so is one that went away while its call was under way. */
    void listen(SessionListener listener) {
        if (listener != null && !listener.closed()) {
            listeners.add(listener);
        }
    }

    /** True where a client is there that can be told something. */
    boolean watched() {
        return !listeners.isEmpty();
    }

    public void unlisten(SessionListener listener) {
        listeners.remove(listener);
    }

    void tell(Consumer<SessionListener> what) {
        List.copyOf(listeners).forEach(what);
    }

    /** For log lines about it. */
    String where() {
        Placement slot = machine.state().current();
        return slot == null ? "" : " on worker " + slot.worker();
    }

    /** What logs may show of it. */
    @Override
    public String toString() {
        return SessionIds.hash(id);
    }
}
