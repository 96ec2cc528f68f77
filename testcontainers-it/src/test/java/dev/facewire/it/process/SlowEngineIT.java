package dev.facewire.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.bench.moves.Caller;
import dev.facewire.bench.moves.RunningJar;
import dev.facewire.client.session.Report;
import dev.facewire.client.session.SwapRun;
import dev.facewire.cluster.ClusterNode;
import dev.facewire.cluster.ClusterOptions;
import dev.facewire.cluster.ClusterOptions.Role;
import dev.facewire.gpu.worker.GpuVerticle;
import dev.facewire.gpu.worker.WorkerEnd;
import dev.facewire.gpu.worker.WorkerIdentity;
import dev.facewire.gpu.worker.WorkerOptions;
import dev.facewire.vision.engine.SwapEngine;
import dev.facewire.vision.neural.NeuralChoice;
import dev.facewire.vision.swap.EngineAround;
import dev.facewire.vision.swap.FaceProcessors;
import dev.facewire.vision.tensor.DeviceSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A call with an engine that takes longer for a frame than a picture may stand still, as the neural one does on a CPU. */
@Tag("soak")
class SlowEngineIT {
    private static final long FRAME_MS = 3000;
    private static final double FPS = 5; // the caller remembers 30 pictures, to compare those that come back with

    /** The mesh engine, slowed down. */
    private static final class Slow extends EngineAround {
        Slow(SwapEngine engine) {
            super(engine);
        }

        @Override
        public void swap(List<Job> jobs, Consumer<Job> done) {
            long end = System.nanoTime() + FRAME_MS * 1_000_000;
            for (long left = FRAME_MS * 1_000_000; left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left); // in a loop, since each frame that arrives wakes the device's thread
            }
            super.swap(jobs, done);
        }
    }

    /** What becomes of the worker; nothing should. */
    private static final class Ends implements WorkerEnd {
        private final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public void drained() {
            told.add("drained");
        }

        @Override
        public void faulted(String why) {
            told.add(why);
        }
    }

    @Test
    void theSessionStaysWhereItIsAndIsSwappedSlowly() throws Exception {
        String cluster = "facewire-it-slow-" + ProcessHandle.current().pid();
        Ends ends = new Ends();
        try (RunningJar gateway = Jars.start(
                        "slow-gateway", "gateway", "256m", List.of("--port", "0", "--cluster-name", cluster));
                ClusterNode node = ClusterNode.join(ClusterOptions.local(cluster, Role.LITE))) {
            String url = gateway.await("gateway ready on (https?://\\S+)", Duration.ofMinutes(1))
                    .group(1);
            node.vertx().deployVerticle(worker(ends)).await(1, TimeUnit.MINUTES);
            gateway.await("worker slow-cpu0 reached", Duration.ofSeconds(10));

            // Returns when five pictures were shown, each for longer than a client bears with one that stands still.
            Caller caller = Caller.start(Jars.HOME, Jars.OUTPUT, "slow-caller", List.of(url), FPS);
            try {
                SwapRun.Outcome outcome = caller.end();

                assertThat(outcome.failure()).isNull();
                Report report = outcome.report();
                assertThat(report.moves()).isZero();
                assertThat(report.worker()).isEqualTo("slow-cpu0");
                assertThat(report.facesSwapped()).isGreaterThanOrEqualTo(3);
                assertThat(report.gapMsMax())
                        .as("a picture that is sent again is not fresh")
                        .isGreaterThan(FRAME_MS);
                assertThat(caller.compared()).isGreaterThanOrEqualTo(3);
                assertThat(caller.bare()).isZero();
                assertThat(ends.told).isEmpty();
            } finally {
                caller.close();
            }
        }
    }

    private static GpuVerticle worker(WorkerEnd end) {
        DeviceSpec cpu = new DeviceSpec("cpu", 0);
        return new GpuVerticle(
                new WorkerIdentity("slow-cpu0", System.currentTimeMillis(), cpu, Map.of(), "test", "host", null),
                new WorkerOptions(
                        1,
                        1,
                        WorkerOptions.MAX_STRESS,
                        null,
                        WorkerOptions.HEARTBEAT,
                        WorkerOptions.RESERVATION_TTL,
                        WorkerOptions.DRAIN_TIMEOUT),
                () -> FaceProcessors.open(cpu, NeuralChoice.none(), finder -> finder, Slow::new),
                end);
    }
}
