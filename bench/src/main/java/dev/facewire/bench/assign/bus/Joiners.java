package dev.facewire.bench.assign.bus;

import dev.facewire.bench.assign.Hold;
import dev.facewire.bench.assign.bus.GatewayFigures.Sample;
import dev.facewire.cluster.SteadyClock;
import dev.facewire.cluster.WorkerBus;
import dev.facewire.gateway.assign.Assigner;
import dev.facewire.gateway.assign.Assignment;
import dev.facewire.gateway.assign.Candidate;
import dev.facewire.gateway.assign.Selector;
import dev.facewire.gateway.assign.WorkerCalls;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.workers.GuardedCalls;
import dev.facewire.gateway.workers.WorkerView;
import dev.facewire.gateway.workers.WorkerWatch;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.protocol.signal.MoveCause;
import dev.facewire.protocol.worker.OfferReply;
import dev.facewire.protocol.worker.OfferRequest;
import dev.facewire.protocol.worker.ReleaseReply;
import dev.facewire.protocol.worker.ReleaseRequest;
import dev.facewire.protocol.worker.ReserveRequest;
import dev.facewire.protocol.worker.Verb;
import dev.facewire.protocol.worker.WorkerAddress;
import dev.facewire.protocol.worker.WorkerReport;
import dev.facewire.protocol.worker.WorkerState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A gateway without clients: the real assignment over the real bus, and joiners that come at random moments, offer, stay a
 * while, and leave. A session whose worker goes away asks for another slot at once. All on one event loop, as in a gateway.
 */
final class Joiners extends VerticleBase {
    private static final Duration LEASE = Duration.ofMillis(700);
    private static final Duration SUSPECT_FOR = Duration.ofSeconds(2);
    private static final Duration OFFER_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration RELEASE_TIMEOUT = Duration.ofSeconds(1);
    private static final long SAMPLE_MS = 250;
    /** After the last session: promises run out within 15 s. */
    private static final long TAIL_MS = 20_000;
    /** Nobody stays longer than so many times the mean. */
    private static final int MOST_LIVES = 5;
    /** As large as an offer of a browser with its candidates. */
    private static final String SDP =
            "v=0\r\n" + "a=candidate:1 1 udp 2122260223 192.0.2.1 50000 typ host\r\n".repeat(50);

    private final BusPlan plan;
    private final int number;
    private final Random random;
    private final Clock clock = new SteadyClock();
    private final Promise<Void> allReached = Promise.promise();
    private final Promise<GatewayFigures> done = Promise.promise();
    private final Map<WorkerKey, Map<String, Stay>> stays = new HashMap<>();
    private final Map<WorkerKey, List<String>> owed = new HashMap<>();
    private final List<Long> joinedAtMicros = new ArrayList<>();
    private final List<Long> assignMicros = new ArrayList<>();
    private final List<Long> lateMicros = new ArrayList<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final List<Hold> holds = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private GuardedCalls calls;
    private WorkerView view;
    private Assigner assigner;
    private String eventsTo;
    private final byte[] crop;
    private int joined;
    private int asking;
    private int moves;
    private int ids;
    private long dueNanos;
    private long overReports;
    private long heartbeats;

    /** A session on a worker. */
    private record Stay(String session, WorkerKey worker, long fromMicros) {}

    Joiners(BusPlan plan, int number) {
        this.plan = plan;
        this.number = number;
        this.random = new Random(number);
        this.crop = new byte[plan.cropKb() * 1024];
        random.nextBytes(crop);
    }

    @Override
    public Future<?> start() {
        WorkerBus bus = new WorkerBus(vertx.eventBus());
        eventsTo = WorkerAddress.events("bench" + number);
        view = new WorkerView(clock, LEASE, SUSPECT_FOR);
        calls = new GuardedCalls(
                new WorkerCalls() {
                    @Override
                    public <T> Future<T> request(
                            WorkerKey worker, Verb verb, Object body, Class<T> reply, Duration timeout) {
                        return bus.request(worker.address(), verb, body, reply, timeout);
                    }
                },
                view::suspect);
        assigner = new Assigner(
                new Selector(clock, random, LEASE),
                view,
                calls,
                clock,
                Map.of(),
                eventsTo,
                (outcome, took) -> outcomes.merge(outcome, 1, Integer::sum));
        WorkerWatch watch = new WorkerWatch(vertx, view, calls, new Watching());
        watch.start();
        vertx.setPeriodic(SAMPLE_MS, tick -> sample());
        return Future.all(
                bus.onReport(report -> heard(watch, report)).completion(),
                bus.onEvent(eventsTo, event -> {}).completion());
    }

    private void heard(WorkerWatch watch, WorkerReport report) {
        heartbeats++;
        if (report.used() + report.reserved() > report.slots()) {
            overReports++;
        }
        watch.heard(report);
    }

    private final class Watching implements WorkerWatch.Listener {
        @Override
        public void reached(WorkerKey worker) {
            List<String> sessions = owed.remove(worker);
            if (sessions != null) {
                sessions.forEach(session -> release(session, worker));
            }
            if (view.count() == plan.workers()) {
                allReached.tryComplete();
            }
        }

        @Override
        public void draining(WorkerKey worker) {}

        @Override
        public void gone(WorkerKey worker, MoveCause cause, String reason) {
            calls.gone(worker, reason);
            Map<String, Stay> lost = stays.remove(worker);
            if (lost == null) {
                return;
            }
            for (Stay stay : lost.values()) {
                over(stay);
                if (cause == MoveCause.SILENT) { // it may come back, and must not keep the slot
                    owe(stay.session(), worker);
                }
                moves++;
                assign(-1);
            }
        }
    }

    /** Completes when every worker can be reached. */
    Future<Void> allReached() {
        return allReached.future();
    }

    /** Lets the joiners come; completes when the last one has left. */
    Future<GatewayFigures> go() {
        context.runOnContext(start -> {
            dueNanos = System.nanoTime();
            samples.clear();
            heartbeats = 0;
            arrive();
        });
        return done.future();
    }

    private void arrive() {
        int mine = plan.joins() / plan.gateways() + (number < plan.joins() % plan.gateways() ? 1 : 0);
        while (joined < mine && dueNanos <= System.nanoTime()) {
            joined++;
            assign(dueNanos);
            dueNanos += (long) (exponential(1000 * plan.gateways() / plan.rate()) * 1e6);
        }
        if (joined < mine) {
            vertx.setTimer(Math.max(1, (dueNanos - System.nanoTime()) / 1_000_000), timer -> arrive());
        } else {
            awaitLast(0);
        }
    }

    private void awaitLast(long waitedMs) {
        boolean over = asking == 0 && stays.isEmpty();
        int taken = taken();
        if (over && (taken == 0 || waitedMs >= TAIL_MS + MOST_LIVES * plan.lifeMs())) {
            done.tryComplete(figures(taken));
        } else {
            // What other gateways hold is seen here too: all wait until the last one is done.
            vertx.setTimer(SAMPLE_MS, timer -> awaitLast(over ? waitedMs + SAMPLE_MS : 0));
        }
    }

    private int taken() {
        return view.candidates().stream()
                .filter(Candidate::reachable)
                .mapToInt(worker -> worker.report().used() + worker.report().reserved())
                .sum();
    }

    /** Asks for a slot; {@code due} is when the join was to come, or −1 for a move, which is not timed. */
    private void assign(long due) {
        String session = "g" + number + "-" + ids++;
        long fromNanos = System.nanoTime();
        long fromMicros = nowMicros();
        asking++;
        assigner.assign(session, SessionOptions.DEFAULTS, Set.of()).onComplete((slot, failure) -> {
            asking--;
            if (failure != null) {
                return; // counted by its outcome
            }
            if (due >= 0) {
                joinedAtMicros.add(fromMicros);
                assignMicros.add((System.nanoTime() - fromNanos) / 1000);
                lateMicros.add((System.nanoTime() - due) / 1000);
            }
            placed(session, slot, fromMicros);
        });
    }

    private void placed(String session, Assignment slot, long askedMicros) {
        WorkerKey worker = slot.worker();
        if (random.nextDouble() < plan.noShowShare()) {
            long runsOut = askedMicros + ReserveRequest.TTL_MS * 1000;
            holds.add(new Hold(worker.id(), worker.epoch(), nowMicros(), runsOut));
            return;
        }
        Stay stay = new Stay(session, worker, nowMicros());
        stays.computeIfAbsent(worker, key -> new HashMap<>()).put(session, stay);
        OfferRequest offer = new OfferRequest(
                session, slot.reservationId(), 1, SDP, true, crop, SessionOptions.DEFAULTS, List.of(), eventsTo);
        calls.request(worker, Verb.OFFER, offer, OfferReply.class, OFFER_TIMEOUT)
                .onFailure(failure -> leave(stay));
        double life = Math.min(exponential(plan.lifeMs()), MOST_LIVES * plan.lifeMs());
        vertx.setTimer(Math.max(1, (long) life), timer -> leave(stay));
    }

    private void leave(Stay stay) {
        Map<String, Stay> there = stays.get(stay.worker());
        if (there == null || there.remove(stay.session()) == null) {
            return;
        }
        if (there.isEmpty()) {
            stays.remove(stay.worker());
        }
        over(stay);
        release(stay.session(), stay.worker());
    }

    private void over(Stay stay) {
        holds.add(new Hold(stay.worker().id(), stay.worker().epoch(), stay.fromMicros(), nowMicros()));
    }

    private void release(String session, WorkerKey worker) {
        ReleaseRequest request = new ReleaseRequest(session, "left");
        calls.request(worker, Verb.RELEASE, request, ReleaseReply.class, RELEASE_TIMEOUT)
                .onFailure(failure -> owe(session, worker));
    }

    private void owe(String session, WorkerKey worker) {
        owed.computeIfAbsent(worker, key -> new ArrayList<>()).add(session);
    }

    private void sample() {
        int[] loads = view.candidates().stream()
                .filter(worker -> worker.reachable() && worker.report().state() == WorkerState.READY)
                .mapToInt(worker -> worker.report().used() + worker.report().reserved())
                .toArray();
        samples.add(new Sample(nowMicros(), loads));
    }

    private GatewayFigures figures(int leaked) {
        return new GatewayFigures(
                joinedAtMicros.stream().mapToLong(Long::longValue).toArray(),
                assignMicros.stream().mapToLong(Long::longValue).toArray(),
                lateMicros.stream().mapToLong(Long::longValue).toArray(),
                outcomes,
                moves,
                holds,
                samples,
                overReports,
                heartbeats,
                leaked);
    }

    private double exponential(double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }

    static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
