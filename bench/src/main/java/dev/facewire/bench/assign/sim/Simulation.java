package dev.facewire.bench.assign.sim;

import dev.facewire.bench.assign.Balance;
import dev.facewire.bench.assign.Bookings;
import dev.facewire.bench.assign.Hold;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.protocol.worker.ReleaseReply;
import dev.facewire.protocol.worker.ReleaseRequest;
import dev.facewire.protocol.worker.Verb;
import dev.facewire.protocol.worker.WorkerReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Runs a {@link SimPlan}: the real assignment and the real slots, a bus and a clock that are not. The same each time. */
public final class Simulation {
    private static final double CONNECTS_AFTER_MS = 80;
    private static final double LINK_CLOSES_AFTER_MS = 30;
    private static final double RESTART_AFTER_MS = 5000;
    private static final double PAUSE_MS = 2000;
    private static final double SAMPLE_MS = 250;
    private static final Duration RELEASE_TIMEOUT = Duration.ofSeconds(1);

    private final SimPlan plan;
    private final SimTime time = new SimTime();
    private final Random random;
    private final Map<String, SimWorker> workers = new TreeMap<>();
    private final List<SimWorker> order = new ArrayList<>();
    private final List<SimGateway> gateways = new ArrayList<>();
    private final Map<WorkerKey, Map<String, Stay>> stays = new HashMap<>();
    private final List<Hold> holds = new ArrayList<>();
    private final List<int[]> samples = new ArrayList<>();
    private int joins;
    private int moves;
    private int ids;

    /** A session on a worker, asked for by a gateway. */
    private record Stay(String session, WorkerKey worker, SimGateway gateway, long fromMicros) {}

    public Simulation(SimPlan plan) {
        this.plan = plan;
        this.random = new Random(plan.seed());
        for (int i = 0; i < plan.gateways(); i++) {
            SimGateway gateway = new SimGateway(time, random, workers::get);
            gateway.onGone(worker -> lost(gateway, worker));
            gateways.add(gateway);
        }
        for (int i = 0; i < plan.workers(); i++) {
            SimWorker worker = new SimWorker(i, plan.slots(), time, this::publish);
            workers.put(worker.id(), worker);
            order.add(worker);
        }
    }

    private void publish(WorkerReport report) {
        gateways.forEach(gateway -> gateway.report(report));
    }

    public SimFigures run() {
        time.run(1); // all are heard of
        time.after(exponentialMs(1000 / plan.rate()), this::join);
        time.run(plan.seconds() / 4);
        time.every(SAMPLE_MS, SAMPLE_MS, () -> samples.add(loads()));
        time.run(plan.seconds() / 4);
        Balance calm = Balance.of(samples);
        gateways.forEach(SimGateway::forgetHeartbeats);
        trouble();
        time.run(plan.seconds() / 2);
        int sessions = stays.values().stream().mapToInt(Map::size).sum();
        double heartbeats =
                gateways.stream().mapToLong(SimGateway::heartbeats).average().orElse(0) / (plan.seconds() / 2);
        stays.values().forEach(there -> there.values().forEach(this::over));
        return new SimFigures(
                plan, sessions, joins, moves, outcomes(), calm, Bookings.overBooked(holds, plan.slots()), heartbeats);
    }

    private Map<String, Integer> outcomes() {
        Map<String, Integer> all = new TreeMap<>();
        gateways.forEach(
                gateway -> gateway.outcomes().forEach((outcome, count) -> all.merge(outcome, count, Integer::sum)));
        return all;
    }

    private int[] loads() {
        return order.stream().mapToInt(SimWorker::taken).toArray();
    }

    private void trouble() {
        int count = plan.kills() + plan.pauses();
        for (int i = 0; i < count; i++) {
            SimWorker worker = order.get(random.nextInt(order.size()));
            boolean kill = i < plan.kills();
            time.after(1000 * plan.seconds() * 0.45 * (i + 1) / (count + 1), () -> {
                if (kill) {
                    kill(worker);
                } else {
                    worker.pause();
                    time.after(PAUSE_MS, worker::resume);
                }
            });
        }
    }

    private void kill(SimWorker worker) {
        if (worker.dead()) {
            return;
        }
        WorkerKey life = new WorkerKey(worker.id(), worker.epoch());
        worker.kill();
        time.after(LINK_CLOSES_AFTER_MS, () -> gateways.forEach(gateway -> gateway.linkClosed(life)));
        time.after(RESTART_AFTER_MS, worker::restart);
    }

    private void join() {
        joins++;
        assign(gateways.get(joins % gateways.size()));
        time.after(exponentialMs(1000 / plan.rate()), this::join);
    }

    private void assign(SimGateway gateway) {
        String session = "s" + ids++;
        gateway.assigner().assign(session, SessionOptions.DEFAULTS, Set.of()).onSuccess(slot -> {
            Stay stay = new Stay(session, slot.worker(), gateway, time.nowMicros());
            stays.computeIfAbsent(slot.worker(), key -> new HashMap<>()).put(session, stay);
            SimWorker worker = workers.get(slot.worker().id());
            time.after(CONNECTS_AFTER_MS, () -> worker.deliver(slot.worker().epoch(), () -> worker.connected(session)));
            time.after(exponentialMs(1000 * plan.lifeSeconds()), () -> leave(stay));
        });
    }

    private void leave(Stay stay) {
        Map<String, Stay> there = stays.get(stay.worker());
        if (there != null && there.remove(stay.session()) != null) {
            over(stay);
            release(stay);
        }
    }

    private void over(Stay stay) {
        holds.add(new Hold(stay.worker().id(), stay.worker().epoch(), stay.fromMicros(), time.nowMicros()));
    }

    private static void release(Stay stay) {
        stay.gateway()
                .calls()
                .request(
                        stay.worker(),
                        Verb.RELEASE,
                        new ReleaseRequest(stay.session(), "left"),
                        ReleaseReply.class,
                        RELEASE_TIMEOUT);
    }

    /** A gateway lost sight of a worker: those of its sessions that were there go elsewhere. */
    private void lost(SimGateway gateway, WorkerKey worker) {
        Map<String, Stay> there = stays.getOrDefault(worker, Map.of());
        List<Stay> mine = there.values().stream()
                .filter(stay -> stay.gateway() == gateway)
                .toList();
        for (Stay stay : mine) {
            there.remove(stay.session());
            over(stay);
            release(stay); // a paused one reads it when it goes on
            moves++;
            assign(gateway);
        }
    }

    private double exponentialMs(double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }
}
