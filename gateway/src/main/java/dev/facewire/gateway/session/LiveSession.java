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
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session that this gateway serves. Its states are {@link SessionState}'s; besides, an offer with reason {@code move}
 * brings a FAILED one back to CONNECTING, on another worker. Confined to the gateway's event loop.
 */
public final class LiveSession {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSession.class);

    /** A slot on a worker. */
    record Placement(WorkerKey worker, String reservation) {}

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
    private Future<SessionAnswer> offering;
    private SessionStats stats;
    private boolean shielded;
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
            session.placement = new Placement(new WorkerKey(record.worker(), record.epoch()), record.reservation());
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
        return new SessionView(id, state, worker(), rev, face, options, stats, reason);
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

    public String reason() {
        return reason;
    }

    /** True while it holds, or is about to get, a slot. */
    boolean live() {
        return state == SessionState.CONNECTING || state == SessionState.CONNECTED;
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

    /** It got a slot; an earlier one stays in mind until {@link #dropPrevious} or {@link #unplace}. */
    void place(Assignment assignment) {
        previous = placement;
        placement = new Placement(assignment.worker(), assignment.reservationId());
        lastSeq = -1;
        LOG.info("session {} on worker {} (asked {})", this, assignment.worker(), assignment.attempts());
    }

    /** The new slot came to nothing: back to the earlier one. */
    void unplace() {
        placement = previous;
        previous = null;
        lastSeq = -1;
    }

    /** Takes the slot that it moved away from. */
    Optional<Placement> dropPrevious() {
        Optional<Placement> dropped = Optional.ofNullable(previous);
        previous = null;
        return dropped;
    }

    void become(SessionState next, String why) {
        if (state != next) {
            LOG.info("session {} {} → {}{}", this, state, next, why == null ? "" : ": " + why);
        }
        state = next;
        reason = why;
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
            shielded = false;
        }
        options = newOptions;
    }

    /** Its face was deleted. Returns false where that was known. */
    boolean shield() {
        boolean first = !shielded;
        shielded = true;
        return first;
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

    /** Adds who wants to know; null is nobody. */
    void listen(SessionListener listener) {
        if (listener != null) {
            listeners.add(listener);
        }
    }

    public void unlisten(SessionListener listener) {
        listeners.remove(listener);
    }

    void tell(Consumer<SessionListener> what) {
        List.copyOf(listeners).forEach(what);
    }

    /** What logs may show of it. */
    @Override
    public String toString() {
        return SessionIds.hash(id);
    }
}
