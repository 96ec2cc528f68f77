package dev.facewire.bench;

import dev.facewire.gateway.assign.Candidate;
import dev.facewire.gateway.assign.Selector;
import dev.facewire.gateway.assign.Wanted;
import dev.facewire.protocol.worker.WorkerReport;
import dev.facewire.protocol.worker.WorkerState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A choice among workers, once a join. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SelectorBench {
    private static final int SLOTS = 8;

    @Param({"10", "100", "1000"})
    public int workers;

    private final Selector selector = new Selector(
            Clock.fixed(Instant.ofEpochMilli(1000), ZoneOffset.UTC), new Random(1), Duration.ofMillis(700));
    private final Wanted wanted = new Wanted("mesh", Map.of(), Set.of(), true);
    private final List<Candidate> candidates = new ArrayList<>();

    @Setup
    public void candidates() {
        for (int i = 0; i < workers; i++) {
            WorkerReport report = new WorkerReport(
                    WorkerReport.VERSION,
                    "worker" + i,
                    1,
                    1,
                    WorkerState.READY,
                    SLOTS,
                    i % SLOTS,
                    0,
                    0.5,
                    0.5,
                    6000,
                    List.of("mesh"),
                    Map.of(),
                    "test",
                    "host",
                    1,
                    "cpu0",
                    null);
            candidates.add(new Candidate(report, 900, 0, true, 0));
        }
    }

    @Benchmark
    public Optional<Candidate> choose() {
        return selector.choose(candidates, wanted);
    }
}
