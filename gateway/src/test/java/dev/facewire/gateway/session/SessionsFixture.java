package dev.facewire.gateway.session;

import dev.facewire.cluster.ManualClock;
import dev.facewire.gateway.access.Caller;
import dev.facewire.gateway.assign.Assigner;
import dev.facewire.gateway.assign.Selector;
import dev.facewire.gateway.face.FaceLimits;
import dev.facewire.gateway.face.FaceStore;
import dev.facewire.gateway.store.MemoryMap;
import dev.facewire.gateway.store.WriteBehind;
import dev.facewire.gateway.turn.IceSupply;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.http.NextOffer;
import dev.facewire.protocol.http.OfferReason;
import dev.facewire.protocol.http.PatchSession;
import dev.facewire.protocol.http.SessionAnswer;
import dev.facewire.protocol.http.SessionView;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.signal.MoveCause;
import dev.facewire.protocol.worker.WorkerEvent;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A gateway's sessions over workers and maps in memory: no I/O, no threads, no time but the test's. */
final class SessionsFixture {
    static final Caller CALLER = new Caller("me", false, false);

    /** Remembers what a client is sent. */
    static final class Client implements SessionListener {
        final List<String> heard = new ArrayList<>();
        boolean closed;

        @Override
        public void changed(LiveSession session) {
            heard.add(session.state() + (session.reason() == null ? "" : ": " + session.reason()));
        }

        @Override
        public void stats(LiveSession session) {
            heard.add("stats");
        }

        @Override
        public void candidates(LiveSession session, int rev, List<IceCandidate> candidates) {
            heard.add("candidates");
        }

        @Override
        public void move(LiveSession session, MoveCause cause, String reason) {
            heard.add("move " + cause);
        }

        @Override
        public void failed(LiveSession session, Fault fault) {
            heard.add(fault.code().name());
        }

        @Override
        public boolean closed() {
            return closed;
        }

        String last() {
            return heard.get(heard.size() - 1);
        }
    }

    final ManualClock clock = new ManualClock();
    final MemoryMap faceMap = new MemoryMap();
    final MemoryMap sessionMap = new MemoryMap();
    final MemoryWorkers workers = new MemoryWorkers(clock);
    final FaceStore faces;
    final SessionRegistry registry;
    final Slots slots;
    final Moves moves;
    final SessionCalls calls;
    final SessionEvents events;
    final Client client = new Client();
    private long seq;
    private int crops;

    SessionsFixture() {
        this(FaceLimits.DEFAULTS, 16);
    }

    SessionsFixture(FaceLimits limits, int maxSessions) {
        faces = new FaceStore(new WriteBehind("face", faceMap), clock, limits, new SecureRandom());
        registry = new SessionRegistry(
                new SessionIds(new byte[SessionIds.KEY_BYTES], new SecureRandom()),
                new WriteBehind("session", sessionMap),
                clock,
                "events.here");
        Selector selector = new Selector(clock, new Random(1), Duration.ofSeconds(1));
        Assigner assigner =
                new Assigner(selector, workers, workers, clock, Map.of(), "events.here", (outcome, took) -> {});
        slots = new Slots(registry, workers, clock);
        SessionService service = new SessionService(registry, slots, workers, outcome -> {});
        moves = new Moves(registry, assigner, workers, service, clock, step -> {});
        calls = new SessionCalls(
                registry,
                assigner,
                workers,
                service,
                moves,
                faces,
                new SessionLimits(maxSessions, IceSupply.NONE),
                sdp -> {});
        events = new SessionEvents(registry, slots, moves, service, faces, clock);
    }

    /** A face whose crop is one byte, another one each time; {@link #crop} gives that byte. */
    String face() {
        return faces.add(new byte[] {(byte) ++crops}, 1, 1, "me").id();
    }

    int crop(String face) {
        return faces.get(face).result().crop()[0];
    }

    Future<SessionAnswer> offer(String face) {
        return calls.create(new NewSession("offer", face, OptionsPatch.NONE, true), CALLER, client);
    }

    /** A session that is connected. */
    String connected(String face, MemoryWorkers.Worker worker) {
        String id = offer(face).result().id();
        event(id, worker, WorkerEvent.Type.CONNECTED);
        return id;
    }

    Future<SessionAnswer> move(String id, int rev) {
        return calls.next(id, new NextOffer("offer", "offer", rev, OfferReason.MOVE), true, client);
    }

    Future<SessionView> wear(String id, String face) {
        return calls.update(id, new PatchSession(face, null), CALLER, client);
    }

    /** As {@code DELETE /v1/faces/ID} does. */
    Future<Void> delete(String face) {
        return faces.remove(face).eventually(() -> events.faceRemoved(face));
    }

    void event(String id, MemoryWorkers.Worker worker, WorkerEvent.Type type) {
        events.event(
                new WorkerEvent(id, worker.key.id(), worker.key.epoch(), ++seq, 1, type, false, null, null, List.of()));
    }

    SessionView view(String id) {
        return calls.view(id).result();
    }

    static ErrorCode code(Future<?> failed) {
        return ((Fault) failed.cause()).code();
    }
}
