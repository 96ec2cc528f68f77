package dev.facewire.bench.assign.sim;

import dev.facewire.gateway.assign.Assigner;
import dev.facewire.gateway.assign.Selector;
import dev.facewire.gateway.assign.WorkerCalls;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.workers.GuardedCalls;
import dev.facewire.gateway.workers.WorkerView;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.Ack;
import dev.facewire.protocol.worker.Verb;
import dev.facewire.protocol.worker.WorkerReport;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** A gateway's real view, selector and assigner, over a simulated bus. */
final class SimGateway {
    private static final Duration LEASE = Duration.ofMillis(700);
    private static final double LEASE_TICK_MS = 50;
    /** One way over the bus: about what is measured on one host, with a tail as of busy ones. */
    private static final double FASTEST_MS = 0.1;

    private static final double MEAN_QUEUE_MS = 0.5;

    private final SimTime time;
    private final Random random;
    private final Function<String, SimWorker> workers;
    private final WorkerView view;
    private final GuardedCalls calls;
    private final Assigner assigner;
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private Consumer<WorkerKey> onGone = worker -> {};
    private long heartbeats;

    SimGateway(SimTime time, Random random, Function<String, SimWorker> workers) {
        this.time = time;
        this.random = random;
        this.workers = workers;
        this.view = new WorkerView(time, LEASE, Duration.ofSeconds(2));
        this.calls = new GuardedCalls(new Bus(), view::suspect);
        this.assigner = new Assigner(
                new Selector(time, random, LEASE),
                view,
                calls,
                time,
                Map.of(),
                "gateway.sim.events",
                (outcome, took) -> outcomes.merge(outcome, 1, Integer::sum));
        time.every(LEASE_TICK_MS, LEASE_TICK_MS, () -> view.expire().forEach(this::gone));
    }

    void onGone(Consumer<WorkerKey> listener) {
        onGone = listener;
    }

    Assigner assigner() {
        return assigner;
    }

    GuardedCalls calls() {
        return calls;
    }

    Map<String, Integer> outcomes() {
        return outcomes;
    }

    long heartbeats() {
        return heartbeats;
    }

    void forgetHeartbeats() {
        heartbeats = 0;
    }

    /** A report is on its way here. */
    void report(WorkerReport report) {
        time.after(oneWayMs(), () -> {
            heartbeats++;
            if (view.heard(report) == WorkerView.Heard.NEW) {
                WorkerKey worker = WorkerKey.of(report);
                calls.request(worker, Verb.PING, Ack.OK, Ack.class, Duration.ofSeconds(6))
                        .onSuccess(ack -> view.reached(worker));
            }
        });
    }

    /** The link to a worker that was killed closes. */
    void linkClosed(WorkerKey worker) {
        if (view.lost(worker)) {
            gone(worker);
        }
    }

    private void gone(WorkerKey worker) {
        calls.gone(worker, "gone");
        onGone.accept(worker);
    }

    private double oneWayMs() {
        return FASTEST_MS - MEAN_QUEUE_MS * Math.log(1 - random.nextDouble());
    }

    /** Takes messages there and back in simulated time. */
    private final class Bus implements WorkerCalls {
        @Override
        public <T> Future<T> request(WorkerKey worker, Verb verb, Object body, Class<T> reply, Duration timeout) {
            Promise<T> promise = Promise.promise();
            SimWorker to = workers.apply(worker.id());
            time.after(
                    oneWayMs(),
                    () -> to.deliver(worker.epoch(), () -> {
                        try {
                            T answer = reply.cast(to.handle(verb, body));
                            time.after(oneWayMs(), () -> promise.tryComplete(answer));
                        } catch (Fault refusal) {
                            time.after(oneWayMs(), () -> promise.tryFail(refusal));
                        }
                    }));
            time.after(
                    (double) timeout.toMillis(),
                    () -> promise.tryFail(new Fault(ErrorCode.WORKER_TIMEOUT, "no answer in time")));
            return promise.future();
        }
    }
}
