package dev.facewire.bench.assign.sim;

import dev.facewire.gateway.access.Caller;
import dev.facewire.gateway.assign.Assigner;
import dev.facewire.gateway.assign.Candidate;
import dev.facewire.gateway.assign.Selector;
import dev.facewire.gateway.assign.WorkerCalls;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.assign.WorkerPool;
import dev.facewire.gateway.face.FaceLimits;
import dev.facewire.gateway.face.FaceStore;
import dev.facewire.gateway.face.StoredFace;
import dev.facewire.gateway.session.Moves;
import dev.facewire.gateway.session.NewSession;
import dev.facewire.gateway.session.SessionCalls;
import dev.facewire.gateway.session.SessionIds;
import dev.facewire.gateway.session.SessionLimits;
import dev.facewire.gateway.session.SessionRegistry;
import dev.facewire.gateway.session.SessionService;
import dev.facewire.gateway.session.Slots;
import dev.facewire.gateway.store.SharedMap;
import dev.facewire.gateway.store.WriteBehind;
import dev.facewire.gateway.turn.IceSupply;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.worker.OfferReply;
import dev.facewire.protocol.worker.ReleaseReply;
import dev.facewire.protocol.worker.ReserveReply;
import dev.facewire.protocol.worker.Verb;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** So many sessions in a gateway's real registry, made by its real calls; the workers say yes to everything. */
final class SessionLoad {
    /** As large as an answer with its candidates. */
    private static final int ANSWER_CHARS = 3000;

    private final SessionRegistry registry;

    SessionLoad(Clock clock, int sessions) {
        SecureRandom random = new SecureRandom();
        registry = new SessionRegistry(
                new SessionIds(new byte[SessionIds.KEY_BYTES], random),
                new WriteBehind("session", new NoMap()),
                clock,
                "gateway.sim.events");
        FaceStore faces = new FaceStore(new WriteBehind("face", new NoMap()), clock, FaceLimits.DEFAULTS, random);
        Willing workers = new Willing();
        OneWorker pool = new OneWorker(clock);
        Assigner assigner = new Assigner(
                new Selector(clock, random, Duration.ofMinutes(5)),
                pool,
                workers,
                clock,
                Map.of(),
                registry.eventsTo(),
                (outcome, took) -> {});
        Slots slots = new Slots(registry, workers, clock);
        SessionService service = new SessionService(registry, slots, workers, outcome -> {});
        Moves moves = new Moves(registry, assigner, pool, service, clock, step -> {});
        SessionCalls calls = new SessionCalls(
                registry,
                assigner,
                workers,
                service,
                moves,
                faces,
                new SessionLimits(Integer.MAX_VALUE, IceSupply.NONE),
                offer -> {});
        StoredFace face = faces.add(new byte[40_000], 512, 512, "somebody");
        for (int i = 0; i < sessions; i++) {
            NewSession wish = new NewSession("v=0", face.id(), OptionsPatch.NONE, true);
            calls.create(wish, new Caller("192.0.2." + i % 256, false, false), null)
                    .onFailure(failure -> {
                        throw new IllegalStateException(failure);
                    });
        }
    }

    int count() {
        return registry.all().size();
    }

    /** What is written behind lies in Hazelcast's memory, which is not looked at here. */
    private static final class NoMap implements SharedMap {
        @Override
        public Future<String> get(String key) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> put(String key, String value, Duration timeToLive) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Boolean> touch(String key, Duration timeToLive) {
            return Future.succeededFuture(true);
        }

        @Override
        public Future<Void> remove(String key) {
            return Future.succeededFuture();
        }
    }

    /** A worker with room without end: who is chosen does not matter for the memory of a session. */
    private record OneWorker(Clock clock) implements WorkerPool {
        @Override
        public List<Candidate> candidates() {
            return List.of(new Candidate(
                    SimWorker.report("w0000", 1, 1, Integer.MAX_VALUE, 0, 0), clock.millis(), 0, true, 0));
        }

        @Override
        public void asking(WorkerKey worker) {}

        @Override
        public void asked(WorkerKey worker, boolean granted) {}
    }

    /** Says yes, with an answer of its own for each session. */
    private static final class Willing implements WorkerCalls {
        @Override
        public <T> Future<T> request(WorkerKey worker, Verb verb, Object body, Class<T> reply, Duration timeout) {
            Object answer =
                    switch (verb) {
                        case RESERVE -> new ReserveReply("reservation-of-36-characters-" + System.nanoTime(), 1);
                        case OFFER -> new OfferReply("a".repeat(ANSWER_CHARS), 1);
                        case RELEASE -> new ReleaseReply(null);
                        default -> throw new Fault(ErrorCode.BAD_REQUEST, "not simulated: " + verb);
                    };
            return Future.succeededFuture(reply.cast(answer));
        }
    }
}
