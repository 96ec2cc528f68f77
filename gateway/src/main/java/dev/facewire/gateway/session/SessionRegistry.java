package dev.facewire.gateway.session;

import dev.facewire.gateway.store.WriteBehind;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.SessionOptions;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The sessions that this gateway serves, and the cluster's records of them. A session that is asked for here and that
 * another gateway served is taken over by the first call that changes it. Confined to the gateway's event loop.
 */
public final class SessionRegistry {
    /** Life of a record that nobody renews; live ones are renewed every sixth of it. */
    static final Duration RECORD_LIFE = Duration.ofHours(1);
    /** How long a session that is over can still be looked at. */
    static final Duration KEEP_ENDED = Duration.ofSeconds(60);

    private static final long MAP_TIMEOUT_MS = 1500;
    /** Before the names of viewers in the map. */
    private static final String VIEW = "view.";

    private final SessionIds ids;
    private final WriteBehind map;
    private final Clock clock;
    private final String eventsTo;
    private final Map<String, LiveSession> sessions = new HashMap<>();
    /** What viewers name a session by, both ways: an HMAC of each session a request would be dear. */
    private final Map<String, String> viewById = new HashMap<>();

    private final Map<String, String> idByView = new HashMap<>();

    /**
     * An empty registry.
     *
     * @param eventsTo this gateway's address for events
     */
    public SessionRegistry(SessionIds ids, WriteBehind map, Clock clock, String eventsTo) {
        this.ids = ids;
        this.map = map;
        this.clock = clock;
        this.eventsTo = eventsTo;
    }

    public String eventsTo() {
        return eventsTo;
    }

    LiveSession open(String client, String face, SessionOptions options) {
        LiveSession session = new LiveSession(ids.create(), client, face, options, clock.millis());
        add(session);
        return session;
    }

    private void add(LiveSession session) {
        sessions.put(session.id(), session);
        String view = ids.viewOf(session.id());
        viewById.put(session.id(), view);
        idByView.put(view, session.id());
    }

    private void drop(LiveSession session) {
        if (sessions.remove(session.id()) != null) {
            idByView.remove(viewById.remove(session.id()));
        }
    }

    /** It never came to be. */
    void discard(LiveSession session) {
        map.remove(VIEW + viewOf(session.id()));
        map.remove(session.id());
        drop(session);
    }

    /** Forgets a session here, because another gateway serves it now. */
    void forget(LiveSession session) {
        drop(session);
    }

    /** Writes the session's record behind. */
    void save(LiveSession session) {
        session.saved(clock.millis());
        Duration life = session.live() ? RECORD_LIFE : KEEP_ENDED;
        map.put(session.id(), Json.encode(session.record(eventsTo)), life);
        map.put(VIEW + viewOf(session.id()), session.id(), life);
    }

    /** The session, served here from now on; or NO_SESSION, or CLUSTER_BUSY. */
    Future<LiveSession> find(String id) {
        return look(id).map(session -> {
            if (!sessions.containsKey(id)) {
                add(session);
                session.touched(clock.millis());
                save(session);
            }
            return sessions.get(id);
        });
    }

    /** The session as it is known, without taking it over. */
    Future<LiveSession> look(String id) {
        LiveSession here = sessions.get(id);
        if (here != null) {
            return Future.succeededFuture(here);
        }
        if (!ids.ours(id)) {
            return Future.failedFuture(unknown());
        }
        return recordOf(id).map(record -> {
            if (record == null) {
                throw unknown();
            }
            return LiveSession.of(record, clock.millis());
        });
    }

    /** What a viewer of the session is given instead of its id. */
    public String viewOf(String id) {
        String known = viewById.get(id);
        return known == null ? ids.viewOf(id) : known;
    }

    /** The session that a viewer names: by {@link #viewOf}, or by its id. */
    Future<LiveSession> watched(String handle) {
        String here = idByView.get(handle);
        if (here != null) {
            return look(here);
        }
        if (!SessionIds.mayBeView(handle)) {
            return look(handle);
        }
        return map.get(VIEW + handle)
                .timeout(MAP_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        new Fault(ErrorCode.CLUSTER_BUSY, "the session could not be looked up; try again")))
                .compose(id -> id == null ? Future.failedFuture(unknown()) : look(id));
    }

    /** The cluster's record, or null. */
    Future<SessionRecord> recordOf(String id) {
        return map.get(id)
                .timeout(MAP_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        new Fault(ErrorCode.CLUSTER_BUSY, "the session could not be looked up; try again")))
                .map(text -> text == null ? null : Json.decode(text, SessionRecord.class));
    }

    /** The session where it is served here, else null. */
    LiveSession here(String id) {
        return sessions.get(id);
    }

    public List<LiveSession> all() {
        return List.copyOf(sessions.values());
    }

    /** Live sessions of a client. */
    long countOf(String client) {
        return sessions.values().stream()
                .filter(session -> session.live() && session.client().equals(client))
                .count();
    }

    private static Fault unknown() {
        return new Fault(ErrorCode.NO_SESSION, "no such session; it may have ended");
    }
}
