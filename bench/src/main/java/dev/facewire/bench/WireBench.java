package dev.facewire.bench;

import dev.facewire.protocol.Json;
import dev.facewire.protocol.worker.WorkerReport;
import dev.facewire.protocol.worker.WorkerState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a heartbeat costs a gateway: each worker sends four a second, so a cluster of 100 makes 400. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class WireBench {
    private final WorkerReport report = new WorkerReport(
            WorkerReport.VERSION,
            "desk-a1b2c3-cuda0",
            1_700_000_000_000L,
            42,
            WorkerState.READY,
            8,
            3,
            1,
            0.4,
            0.35,
            6_000,
            List.of("mesh"),
            Map.of("region", "eu"),
            "0.1.0",
            "desk",
            4711,
            "cuda0",
            "127.0.0.1:7001");
    private final String text = Json.encode(report);

    @Benchmark
    public String encodeReport() {
        return Json.encode(report);
    }

    @Benchmark
    public WorkerReport decodeReport() {
        return Json.decode(text, WorkerReport.class);
    }
}
