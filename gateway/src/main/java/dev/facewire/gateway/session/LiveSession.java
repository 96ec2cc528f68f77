package dev.facewire.gateway.session;

import dev.facewire.gateway.assign.Assignment;
import dev.facewire.gateway.assign.WorkerKey;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session that this gateway serves. Its states are {@link SessionState}'s; besides, a FAILED one that lost its worker
 * comes back: to CONNECTING by an offer with reason {@code move}, on another worker, or to CONNECTED when its worker is
 * heard of again. Confined to the gateway's event loop.
 *
 * <p>While it moves it has two slots: the one it is to have, and the one that serves it until swapped frames come from
 * the new one.
 */
public final class LiveSession {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSession.class);
    /** What a person reads while a deleted face is the reason for what is seen. */
    static final String FACE_DELETED =
            "its face was deleted: the picture is pixelated until the session is given another face";

    private final String id;
    private final String client;
    private final Set<SessionListener> listeners = new LinkedHashSet<>();
    private SessionState state = SessionState.CONNECTING;
    private String reason;
    private String face;
    private SessionOptions options;
    private int rev = 1;
    private Placement placement;
    private Placement previous;
    private Assignment prepared;
    private long preparedUntilMs;
    private boolean lost;
    private String moveReason;
    private long askedAtMs = Long.MIN_VALUE / 2;
    private long mayBeAskedAtMs = Long.MIN_VALUE / 2;
    private int reportsSincePlaced;
    private Future<SessionAnswer> offering;
    private SessionStats stats;
    private Future<?> faceChange = Future.succeededFuture();
    private long lastSeq = -1;
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
        session.state = record.state();
        session.reason = record.reason();
        session.rev = record.rev();
        if (record.worker() != null) {
            session.placement =
                    new Placement(new WorkerKey(record.worker(), record.epoch()), record.reservation(), record.face());
        }
        return session;
    }

    SessionRecord record(String eventsTo) {
        return new SessionRecord(
                id,
                placement == null ? null : placement.worker().id(),
                placement == null ? 0 : placement.worker().epoch(),
                placement == null ? null : placement.reservation(),
                rev,
                face,
                options,
                eventsTo,
                client,
                state,
                reason);
    }

    public SessionView view() {
        return new SessionView(id, state, worker(), rev, face, options, stats, reason(), moveReason);
    }

    public String id() {
        return id;
    }

    String client() {
        return client;
    }

    public SessionState state() {
        return state;
    }

    /** Why it is in its state, or why the whole picture is pixelated; null where there is nothing to say. */
    public String reason() {
        return reason == null && faceRevoked() ? FACE_DELETED : reason;
    }

    /** True while the whole picture is pixelated because its face was deleted. */
    boolean faceRevoked() {
        return live() && placement != null && placement.revoked();
    }

    /** True while it holds, or is about to get, a slot. */
    boolean live() {
        return state == SessionState.CONNECTING || state == SessionState.CONNECTED;
    }

    /** True while it is live, or may come back because it only lost its worker. */
    boolean concerned() {
        return live() || lost;
    }

    /** True once it has ended; nothing brings it back. */
    boolean ended() {
        return state == SessionState.ENDED;
    }

    /** Its worker is gone. */
    void lose(String why) {
        if (ended()) {
            return;
        }
        become(SessionState.FAILED, why);
        lost = true;
        moveReason = why;
    }

    /** It failed, and can't come back. */
    void fail(String why) {
        become(SessionState.FAILED, why);
        lost = false;
        moveReason = null;
    }

    /** The worker's id, or null before it has one. */
    public String worker() {
        return placement == null ? null : placement.worker().id();
    }

    /**
     * Its slot.
     *
     * @throws Fault NO_SESSION while it has no worker
     */
    Placement placement() {
        if (placement == null) {
            throw new Fault(ErrorCode.NO_SESSION, "the session has no worker yet; wait for its answer");
        }
        return placement;
    }

    boolean placedOn(WorkerKey worker) {
        return placement != null && placement.worker().equals(worker);
    }

    /** Its slots: one, or two while it moves. */
    List<Placement> placements() {
        return Stream.of(placement, previous).filter(Objects::nonNull).toList();
    }

    /** Where it has slots. */
    Set<WorkerKey> workers() {
        return placements().stream().map(Placement::worker).collect(Collectors.toSet());
    }

    /** True where it is about to leave this worker, and still served by it. */
    boolean movesFrom(WorkerKey worker) {
        return previous != null && previous.worker().equals(worker);
    }

    /** The worker that it has begun to leave. */
    Optional<WorkerKey> leaves() {
        return Optional.ofNullable(previous).map(Placement::worker);
    }

    /** True while it has begun to move. */
    boolean movesAway() {
        return previous != null;
    }

    /**
     * It got a slot. The one that serves it stays in mind until {@link #dropPrevious} or {@link #goBack}.
     *
     * @return a slot that came to nothing: of a move that was overtaken by this one
     */
    Optional<Placement> place(Assignment assignment) {
        Optional<Placement> abandoned = previous == null ? Optional.empty() : Optional.ofNullable(placement);
        previous = previous == null ? placement : previous;
        placement = new Placement(assignment.worker(), assignment.reservationId(), face);
        placedAnew();
        LOG.info("session {} on worker {} (asked {})", this, assignment.worker(), assignment.attempts());
        return abandoned;
    }

    /** It gave its only slot back, to get another one. */
    void unplace() {
        placement = null;
    }

    /** The new slot came to nothing: back to the one that serves it. Returns false where there is none. */
    boolean goBack() {
        if (previous == null) {
            return false;
        }
        placement = previous;
        previous = null;
        placedAnew();
        return true;
    }

    private void placedAnew() {
        lastSeq = -1;
        reportsSincePlaced = 0;
        lost = false;
        moveReason = null;
        mayBeAskedAtMs = Long.MIN_VALUE / 2;
        askedAtMs = Long.MIN_VALUE / 2;
    }

    /** A slot is held for its move until then. */
    void prepare(Assignment slot, long untilMs) {
        prepared = slot;
        preparedUntilMs = untilMs;
    }

    boolean prepared(long nowMs) {
        return prepared != null && nowMs < preparedUntilMs;
    }

    /** The slot that is held for its move, once; null where there is none. */
    Assignment takePrepared(long nowMs) {
        Assignment taken = prepared(nowMs) ? prepared : null;
        prepared = null;
        return taken;
    }

    /** It can't stay where it is. */
    void wantsMove(String why) {
        moveReason = why;
    }

    /** Its client is being asked to move, and not again for a while. */
    void asked(long nowMs, long notAgainForMs) {
        askedAtMs = nowMs;
        mayBeAskedAtMs = nowMs + notAgainForMs;
    }

    long askedAtMs() {
        return askedAtMs;
    }

    long mayBeAskedAtMs() {
        return mayBeAskedAtMs;
    }

    /** Counts a report of frames from where it is now. */
    int settled() {
        return ++reportsSincePlaced;
    }

    /** Takes the slot that it moved away from. */
    Optional<Placement> dropPrevious() {
        Optional<Placement> dropped = Optional.ofNullable(previous);
        previous = null;
        return dropped;
    }

    /**
     * A slot is lost for it, in place or left behind.
     *
     * @return true where it was the one that it has
     */
    boolean drop(Placement slot) {
        if (slot.equals(previous)) {
            previous = null;
        }
        return slot.equals(placement);
    }

    /** Changes its state; once it has ended that is final. */
    void become(SessionState next, String why) {
        if (ended()) {
            return;
        }
        if (state != next) {
            LOG.info("session {}{} {} -> {}{}", this, where(), state, next, why == null ? "" : ": " + why);
        }
        state = next;
        reason = why;
        if (next != SessionState.FAILED) {
            lost = false;
        }
        if (next == SessionState.CONNECTED) {
            moveReason = null;
        }
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
    boolean heard(long seq, long nowMs) {
        if (seq <= lastSeq) {
            return false;
        }
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
        return placement == null ? "" : " on worker " + placement.worker();
    }

    /** What logs may show of it. */
    @Override
    public String toString() {
        return SessionIds.hash(id);
    }
}
