package dev.facewire.bench.assign.sim;

import dev.facewire.bench.assign.Percentiles;
import dev.facewire.cluster.SteadyClock;
import dev.facewire.gateway.assign.Selector;
import dev.facewire.gateway.assign.Wanted;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.workers.WorkerView;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.worker.WorkerReport;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Measures, in real time and memory, what the gateway's classes cost at a size. */
public final class Growth {
    private static final Duration LEASE = Duration.ofMinutes(5); // nobody goes while it is measured
    private static final int BATCHES = 30;
    private static final int WARM_UP_BATCHES = 30;
    private static final int TIMES_IN_BATCH = 100;
    private static final int SLOTS = 32;

    private final Clock clock = new SteadyClock();
    private final Random random = new Random(1);
    private long seen; // what is measured must have an effect

    /** Measures with so many workers, each with so many sessions. */
    public GrowthPoint measure(int workers, int sessionsEach) {
        long before = usedBytes();
        WorkerView view = view(workers);
        long viewBytes = usedBytes() - before;
        double heartbeat = heartbeatMicros(view, workers);
        double choice = choiceMicros(view);
        before = usedBytes();
        SessionLoad load = new SessionLoad(clock, workers * sessionsEach);
        long sessionBytes = usedBytes() - before;
        if (view.count() != workers || load.count() != workers * sessionsEach || seen == 0) {
            throw new IllegalStateException("what was measured is not there");
        }
        return new GrowthPoint(
                workers,
                load.count(),
                Json.encode(report(0, 1)).length(),
                heartbeat,
                choice,
                Math.max(0, viewBytes) / 1024.0,
                Math.max(0, sessionBytes) / 1024.0 / 1024);
    }

    private WorkerView view(int workers) {
        WorkerView view = new WorkerView(clock, LEASE, Duration.ofSeconds(2));
        for (int i = 0; i < workers; i++) {
            // As it comes over the bus: with strings of its own.
            WorkerReport report = Json.decode(Json.encode(report(i, 1)), WorkerReport.class);
            view.heard(report);
            view.reached(WorkerKey.of(report));
        }
        return view;
    }

    private WorkerReport report(int number, long seq) {
        return SimWorker.report(String.format("w%04d", number), 1_000_000, seq, SLOTS, random.nextInt(SLOTS / 2), 0);
    }

    private double heartbeatMicros(WorkerView view, int workers) {
        double[] batches = new double[BATCHES];
        long seq = 1;
        for (int batch = -WARM_UP_BATCHES; batch < BATCHES; batch++) {
            String[] texts = new String[TIMES_IN_BATCH];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = Json.encode(report(random.nextInt(workers), ++seq));
            }
            long from = System.nanoTime();
            for (String text : texts) {
                seen += view.heard(Json.decode(text, WorkerReport.class)) == WorkerView.Heard.KNOWN ? 1 : 0;
            }
            if (batch >= 0) {
                batches[batch] = (System.nanoTime() - from) / 1000.0 / TIMES_IN_BATCH;
            }
        }
        return Percentiles.of(batches, 0.5);
    }

    private double choiceMicros(WorkerView view) {
        Selector selector = new Selector(clock, random, LEASE);
        Wanted wanted = new Wanted("mesh", Map.of(), Set.of(), true);
        double[] batches = new double[BATCHES];
        for (int batch = -WARM_UP_BATCHES; batch < BATCHES; batch++) {
            long from = System.nanoTime();
            for (int i = 0; i < TIMES_IN_BATCH; i++) {
                seen += selector.choose(view.candidates(), wanted).orElseThrow().inflight() + 1;
            }
            if (batch >= 0) {
                batches[batch] = (System.nanoTime() - from) / 1000.0 / TIMES_IN_BATCH;
            }
        }
        return Percentiles.of(batches, 0.5);
    }

    /** What is still used after collections: three, because the first ones only find what the next ones free. */
    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
