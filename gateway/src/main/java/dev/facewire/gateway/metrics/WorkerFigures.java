package dev.facewire.gateway.metrics;

import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.protocol.session.SessionStats;
import dev.facewire.protocol.worker.WorkerEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What each worker did with its frames, added up from what it tells of the sessions that this gateway speaks for. A
 * session's counters start with its stay on a worker; where another gateway heard the beginning, only what comes from now
 * on is counted, so that the gateways' figures can be added. Confined to the gateway's event loop.
 */
public final class WorkerFigures {
    /** Workers tell of a connected session every second: one that is silent for so long is over. */
    static final Duration FORGET_AFTER = Duration.ofSeconds(60);

    private final Clock clock;
    private final Map<Stay, Last> stays = new HashMap<>();
    private final Map<String, Frames> byWorker = new HashMap<>();

    /** A session on one life of a worker. */
    private record Stay(String session, WorkerKey worker) {}

    /** The last that was heard of a stay; {@code stats} is null before the first report. */
    private record Last(SessionStats stats, long seq, long heardAtMs) {}

    /** Frames of a worker since it was first heard of. */
    record Frames(long in, long out, long dropped, long shielded, long passed, long faults) {
        static final Frames NONE = new Frames(0, 0, 0, 0, 0, 0);

        private static Frames of(SessionStats stats) {
            return new Frames(
                    stats.framesIn(),
                    stats.framesOut(),
                    stats.framesDropped(),
                    stats.framesShielded(),
                    stats.framesPassed(),
                    stats.engineFaults());
        }

        private Frames plus(Frames now, Frames before) {
            return new Frames(
                    in + more(now.in, before.in),
                    out + more(now.out, before.out),
                    dropped + more(now.dropped, before.dropped),
                    shielded + more(now.shielded, before.shielded),
                    passed + more(now.passed, before.passed),
                    faults + more(now.faults, before.faults));
        }

        /** A counter that went back began anew. */
        private static long more(long now, long before) {
            return now < before ? now : now - before;
        }
    }

    /** Time of a frame on a worker: the mean of its sessions' medians, and the worst of their 95th percentiles. */
    record Engine(double p50Ms, double p95Ms) {}

    public WorkerFigures(Clock clock) {
        this.clock = clock;
    }

    /** Takes in what a worker tells. */
    public void heard(WorkerEvent event) {
        Stay stay = new Stay(event.sessionId(), new WorkerKey(event.workerId(), event.epoch()));
        Last last = stays.get(stay);
        if (last != null && event.seq() <= last.seq()) {
            return;
        }
        switch (event.type()) {
            case CONNECTED -> stays.put(stay, next(event, last == null ? null : last.stats()));
            case STATS -> {
                count(event, last);
                stays.put(stay, next(event, event.stats()));
            }
            case ENDED, FAILED -> {
                count(event, last);
                stays.remove(stay);
            }
            case CANDIDATES -> {}
        }
    }

    private Last next(WorkerEvent event, SessionStats stats) {
        return new Last(stats, event.seq(), clock.millis());
    }

    private void count(WorkerEvent event, Last last) {
        if (last != null && event.stats() != null) {
            Frames before = last.stats() == null ? Frames.NONE : Frames.of(last.stats());
            byWorker.merge(
                    event.workerId(),
                    Frames.NONE.plus(Frames.of(event.stats()), before),
                    (sum, more) -> sum.plus(more, Frames.NONE));
        }
    }

    /** To be called every few seconds: forgets workers that are not known any more, and sessions that are silent. */
    public void tick(Set<String> knownWorkers) {
        long oldest = clock.millis() - FORGET_AFTER.toMillis();
        byWorker.keySet().retainAll(knownWorkers);
        stays.entrySet()
                .removeIf(entry -> entry.getValue().heardAtMs() < oldest
                        || !knownWorkers.contains(entry.getKey().worker().id()));
    }

    Frames frames(String workerId) {
        return byWorker.getOrDefault(workerId, Frames.NONE);
    }

    /** By worker id, where one has a session here that has had frames. */
    Map<String, Engine> engines() {
        Map<String, Engine> sums = new HashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        stays.forEach((stay, last) -> {
            if (last.stats() != null && last.stats().engineMsP50() > 0) {
                String worker = stay.worker().id();
                counts.merge(worker, 1, Integer::sum);
                sums.merge(
                        worker,
                        new Engine(last.stats().engineMsP50(), last.stats().engineMsP95()),
                        (one, other) -> new Engine(one.p50Ms() + other.p50Ms(), Math.max(one.p95Ms(), other.p95Ms())));
            }
        });
        sums.replaceAll((worker, sum) -> new Engine(sum.p50Ms() / counts.get(worker), sum.p95Ms()));
        return sums;
    }
}
