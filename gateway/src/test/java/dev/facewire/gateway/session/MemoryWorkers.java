package dev.facewire.gateway.session;

import dev.facewire.gateway.assign.Candidate;
import dev.facewire.gateway.assign.WorkerCalls;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.assign.WorkerPool;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.Ack;
import dev.facewire.protocol.worker.OfferReply;
import dev.facewire.protocol.worker.OfferRequest;
import dev.facewire.protocol.worker.ReleaseReply;
import dev.facewire.protocol.worker.ReleaseRequest;
import dev.facewire.protocol.worker.ReserveReply;
import dev.facewire.protocol.worker.ReserveRequest;
import dev.facewire.protocol.worker.UpdateRequest;
import dev.facewire.protocol.worker.Verb;
import dev.facewire.protocol.worker.ViewReply;
import dev.facewire.protocol.worker.WorkerReport;
import dev.facewire.protocol.worker.WorkerState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Workers in memory, which remember what they would show. A request is answered at once, or, while its verb is held, when
 * the test says so. A worker that is frozen takes requests and answers none: each runs into its time at once.
 */
final class MemoryWorkers implements WorkerCalls, WorkerPool {
    /** A session on a worker: the first byte of the crop that it shows, or -1 while it shows none. */
    static final class Slot {
        String reservation;
        int face = -1;
    }

    /** A worker. */
    static final class Worker {
        final WorkerKey key;
        final Map<String, Slot> slots = new TreeMap<>();
        WorkerState state = WorkerState.READY;
        boolean frozen;
        boolean gone;

        Worker(WorkerKey key) {
            this.key = key;
        }

        /** What it shows of a session. */
        int shows(String session) {
            Slot slot = slots.get(session);
            return slot == null ? -1 : slot.face;
        }
    }

    /** A request that waits for the test. */
    final class Held {
        final Worker worker;
        final Verb verb;
        final Object body;
        private final Promise<Object> promise = Promise.promise();

        Held(Worker worker, Verb verb, Object body) {
            this.worker = worker;
            this.verb = verb;
            this.body = body;
        }

        /** The worker does as it is asked and says so. */
        void answer() {
            held.remove(this);
            answered(worker, verb, body, promise);
        }

        /** The worker does as it is asked, and its word gets lost. */
        void loseAnswer() {
            held.remove(this);
            answered(worker, verb, body, Promise.promise());
            promise.fail(timeout());
        }

        void fail(ErrorCode code) {
            held.remove(this);
            promise.fail(new Fault(code, "told to"));
        }
    }

    private final Clock clock;
    private final Map<String, Worker> workers = new TreeMap<>();
    private final Map<Verb, Boolean> holding = new HashMap<>();
    private final Map<Verb, ErrorCode> refusals = new HashMap<>();
    final List<Held> held = new ArrayList<>();
    final List<Object> requests = new ArrayList<>();
    private int reservations;

    MemoryWorkers(Clock clock) {
        this.clock = clock;
    }

    Worker start(String id) {
        return start(id, 1);
    }

    Worker start(String id, long epoch) {
        Worker worker = new Worker(new WorkerKey(id, epoch));
        workers.put(id, worker);
        return worker;
    }

    void hold(Verb verb) {
        holding.put(verb, true);
    }

    void letGo(Verb verb) {
        holding.remove(verb);
    }

    /** Refuses a verb from now on; null takes that back. */
    void refuse(Verb verb, ErrorCode code) {
        if (code == null) {
            refusals.remove(verb);
        } else {
            refusals.put(verb, code);
        }
    }

    /** The only request that is held. */
    Held one() {
        if (held.size() != 1) {
            throw new AssertionError(held.size() + " requests are held");
        }
        return held.get(0);
    }

    <T> List<T> requests(Class<T> type) {
        return requests.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public <T> Future<T> request(WorkerKey key, Verb verb, Object body, Class<T> reply, Duration timeout) {
        requests.add(body);
        Worker worker = workers.get(key.id());
        if (worker == null || worker.gone || worker.key.epoch() != key.epoch()) {
            return Future.failedFuture(new Fault(ErrorCode.WORKER_GONE, "the worker is gone"));
        }
        if (worker.frozen) {
            return Future.failedFuture(timeout());
        }
        if (refusals.containsKey(verb)) {
            return Future.failedFuture(new Fault(refusals.get(verb), "told to"));
        }
        Held request = new Held(worker, verb, body);
        held.add(request);
        if (!holding.containsKey(verb)) {
            request.answer();
        }
        return request.promise.future().map(reply::cast);
    }

    private static Fault timeout() {
        return new Fault(ErrorCode.WORKER_TIMEOUT, "the worker did not answer in time");
    }

    private void answered(Worker worker, Verb verb, Object body, Promise<Object> promise) {
        try {
            promise.complete(handle(worker, verb, body));
        } catch (Fault refused) {
            promise.fail(refused);
        }
    }

    private Object handle(Worker worker, Verb verb, Object body) {
        return switch (verb) {
            case RESERVE -> {
                Slot slot = worker.slots.computeIfAbsent(((ReserveRequest) body).sessionId(), id -> new Slot());
                slot.reservation = slot.reservation == null ? "r" + ++reservations : slot.reservation;
                yield new ReserveReply(slot.reservation, 9);
            }
            case OFFER -> {
                OfferRequest offer = (OfferRequest) body;
                Slot slot = require(worker, offer.sessionId());
                if (!slot.reservation.equals(offer.reservationId())) {
                    throw new Fault(ErrorCode.NO_RESERVATION, "another reservation");
                }
                slot.face = slot.face < 0 ? offer.face()[0] : slot.face;
                yield new OfferReply("answer " + offer.rev(), offer.rev());
            }
            case UPDATE -> {
                UpdateRequest update = (UpdateRequest) body;
                Slot slot = require(worker, update.sessionId());
                slot.face = update.face() != null ? update.face()[0] : update.faceRevoked() ? -1 : slot.face;
                yield Ack.OK;
            }
            case RELEASE -> {
                worker.slots.remove(((ReleaseRequest) body).sessionId());
                yield new ReleaseReply(null);
            }
            case VIEW -> new ViewReply("a view");
            default -> Ack.OK;
        };
    }

    private static Slot require(Worker worker, String session) {
        Slot slot = worker.slots.get(session);
        if (slot == null) {
            throw new Fault(ErrorCode.NO_SESSION, "no such session");
        }
        return slot;
    }

    @Override
    public List<Candidate> candidates() {
        return workers.values().stream()
                .filter(worker -> !worker.gone)
                .map(worker -> new Candidate(report(worker), clock.millis(), 0, !worker.frozen, 0))
                .toList();
    }

    private static WorkerReport report(Worker worker) {
        return new WorkerReport(
                WorkerReport.VERSION,
                worker.key.id(),
                worker.key.epoch(),
                1,
                worker.state,
                9,
                worker.slots.size(),
                0,
                0,
                0,
                -1,
                List.of("mesh"),
                Map.of(),
                "test",
                "localhost",
                1,
                "cpu0",
                null);
    }

    @Override
    public void asking(WorkerKey worker) {}

    @Override
    public void asked(WorkerKey worker, boolean granted) {}
}
