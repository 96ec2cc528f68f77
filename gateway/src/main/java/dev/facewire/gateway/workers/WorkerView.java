package dev.facewire.gateway.workers;

import dev.facewire.gateway.assign.Candidate;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.assign.WorkerPool;
import dev.facewire.protocol.http.WorkersView;
import dev.facewire.protocol.worker.WorkerReport;
import dev.facewire.protocol.worker.WorkerState;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The workers as this gateway sees them: soft state from heartbeats, without I/O. Confined to the gateway's event loop.
 *
 * <pre>
 * first report ─▶ unreached ──ping answered──▶ reachable ──link closed, or no report for a lease──▶ gone ─▶ forgotten
 *                    ▲                            │ ▲                                                │
 *                    │                            ▼ │                                                │
 *                    │                         suspect (a request timed out; until it is heard again)│
 *                    └───────────────a later report of the same life─────────────────────────────────┘
 * </pre>
 */
public final class WorkerView implements WorkerPool {
    /** How long a worker that is gone is still listed, so that people see what became of it. */
    static final Duration FORGET_AFTER = Duration.ofSeconds(60);

    private static final long HEARTBEAT_MS = 250;
    /** So long it is suspect at least: a report that was on its way says nothing, and a worker that is busy is left in peace. */
    private static final long LEAST_SUSPICION_MS = 500;
    /** Time over which growth that went before fades to a third. */
    private static final double GROWTH_FADE_MS = 1000;

    /** What a report was. */
    public enum Heard {
        /** Older than what is known, or of an earlier life. */
        STALE,
        /** From a worker that is known. */
        KNOWN,
        /** From a worker first heard of, or in a new life, or back from the dead: ping it. */
        NEW
    }

    private final Clock clock;
    private final long leaseMs;
    private final long suspectMs;
    private final Map<String, Entry> entries = new TreeMap<>();

    public WorkerView(Clock clock, Duration lease, Duration suspectFor) {
        this.clock = clock;
        this.leaseMs = lease.toMillis();
        this.suspectMs = suspectFor.toMillis();
    }

    /** Takes a heartbeat in. */
    public Heard heard(WorkerReport report) {
        Entry known = entries.get(report.workerId());
        if (known != null && !newer(report, known.report)) {
            return Heard.STALE;
        }
        if (known == null || report.epoch() > known.report.epoch() || known.gone) {
            entries.put(report.workerId(), new Entry(report, clock.millis()));
            return Heard.NEW;
        }
        known.grew(report, clock.millis());
        known.report = report;
        known.heardAtMs = clock.millis();
        known.grantedSince = 0;
        known.heardWhileAsking = known.asking > 0;
        if (clock.millis() >= known.suspectUntilMs - suspectMs + LEAST_SUSPICION_MS) {
            known.suspectUntilMs = 0; // busy for a moment: were it the only one left, its sessions would wait in vain
        }
        return Heard.KNOWN;
    }

    private static boolean newer(WorkerReport report, WorkerReport than) {
        return report.epoch() > than.epoch() || (report.epoch() == than.epoch() && report.seq() > than.seq());
    }

    /** It answered a ping: it can be chosen. */
    public void reached(WorkerKey worker) {
        find(worker).ifPresent(entry -> entry.reached = true);
    }

    /** A request to it timed out: it is not chosen until it reports again a moment later, or for a while. */
    public void suspect(WorkerKey worker) {
        find(worker).ifPresent(entry -> entry.suspectUntilMs = clock.millis() + suspectMs);
    }

    /**
     * Its link closed.
     *
     * @return true where it was not known to be gone before
     */
    public boolean lost(WorkerKey worker) {
        Optional<Entry> entry = find(worker).filter(known -> !known.gone);
        entry.ifPresent(known -> known.gone = true);
        return entry.isPresent();
    }

    /** Marks those whose lease has lapsed as gone and returns them; forgets those that are long gone. */
    public List<WorkerKey> expire() {
        long now = clock.millis();
        List<WorkerKey> lapsed = new ArrayList<>();
        entries.values().removeIf(entry -> entry.gone && now - entry.heardAtMs > FORGET_AFTER.toMillis());
        for (Entry entry : entries.values()) {
            if (!entry.gone && now - entry.heardAtMs > leaseMs) {
                entry.gone = true;
                lapsed.add(entry.key());
            }
        }
        return lapsed;
    }

    /** True where this life of the worker is not known to be gone. */
    public boolean alive(WorkerKey worker) {
        return find(worker).filter(entry -> !entry.gone).isPresent();
    }

    /** True where it said last that it drains and has no session left. */
    public boolean emptied(WorkerKey worker) {
        return find(worker)
                .map(entry -> entry.report)
                .filter(report -> report.state() == WorkerState.DRAINING && report.used() + report.reserved() == 0)
                .isPresent();
    }

    /** The present life of a worker that is not gone. */
    public Optional<WorkerKey> byId(String workerId) {
        return Optional.ofNullable(entries.get(workerId))
                .filter(entry -> !entry.gone)
                .map(Entry::key);
    }

    /** Workers that are not gone and have not answered a ping yet. */
    public List<WorkerKey> unreached() {
        return entries.values().stream()
                .filter(entry -> !entry.gone && !entry.reached)
                .map(Entry::key)
                .toList();
    }

    @Override
    public List<Candidate> candidates() {
        long now = clock.millis();
        return entries.values().stream().map(entry -> entry.candidate(now)).toList();
    }

    @Override
    public void asking(WorkerKey worker) {
        find(worker).ifPresent(entry -> {
            entry.heardWhileAsking &= entry.asking > 0;
            entry.asking++;
        });
    }

    @Override
    public void asked(WorkerKey worker, boolean granted) {
        find(worker).ifPresent(entry -> {
            entry.asking = Math.max(0, entry.asking - 1);
            // A worker reports each change at once, so a report often overtakes the answer and has it counted.
            entry.grantedSince += granted && !entry.heardWhileAsking ? 1 : 0;
        });
    }

    /** All that are known, by id. */
    public WorkersView view() {
        long now = clock.millis();
        return new WorkersView(entries.values().stream()
                .map(entry -> WorkersView.Worker.of(entry.report, seenAs(entry, now), now - entry.heardAtMs))
                .sorted(Comparator.comparing(WorkersView.Worker::id))
                .toList());
    }

    /** Ids of all that are known, those included that went a moment ago. */
    public Set<String> ids() {
        return Set.copyOf(entries.keySet());
    }

    /** How many can be reached. */
    public int count() {
        return (int) entries.values().stream()
                .filter(entry -> !entry.gone && entry.reached)
                .count();
    }

    private static WorkerState seenAs(Entry entry, long now) {
        if (entry.gone) {
            return WorkerState.GONE;
        }
        return now < entry.suspectUntilMs || !entry.reached ? WorkerState.SUSPECT : entry.report.state();
    }

    private Optional<Entry> find(WorkerKey worker) {
        return Optional.ofNullable(entries.get(worker.id())).filter(entry -> entry.report.epoch() == worker.epoch());
    }

    private static final class Entry {
        private WorkerReport report;
        private long heardAtMs;
        private long suspectUntilMs;
        private boolean reached;
        private boolean gone;
        private boolean heardWhileAsking;
        private double growthPerMs;
        private int asking;
        private int grantedSince;

        Entry(WorkerReport report, long heardAtMs) {
            this.report = report;
            this.heardAtMs = heardAtMs;
        }

        WorkerKey key() {
            return WorkerKey.of(report);
        }

        /** Notes how fast its slots fill, over the last few reports; slots that are freed are no negative growth. */
        void grew(WorkerReport next, long nowMs) {
            int more = next.used() + next.reserved() - report.used() - report.reserved();
            // Reports on change come in bursts: their distance says nothing, the heartbeat's does.
            double perMs = Math.max(0, more) / (double) Math.max(HEARTBEAT_MS, nowMs - heardAtMs);
            double keep = Math.exp(-(nowMs - heardAtMs) / GROWTH_FADE_MS);
            growthPerMs = Math.max(perMs, keep * growthPerMs);
        }

        Candidate candidate(long nowMs) {
            double rampUp = growthPerMs * Math.max(0, nowMs - heardAtMs);
            return new Candidate(report, heardAtMs, suspectUntilMs, reached && !gone, asking + grantedSince, rampUp);
        }
    }
}
