package dev.facewire.gpu.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.facewire.cluster.WorkerBus;
import dev.facewire.protocol.worker.Ack;
import dev.facewire.protocol.worker.Verb;
import dev.facewire.protocol.worker.WorkerAddress;
import dev.facewire.protocol.worker.WorkerReport;
import dev.facewire.protocol.worker.WorkerState;
import dev.facewire.vision.swap.FakeFaceProcessor;
import dev.facewire.vision.tensor.DeviceSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lives of a node's workers, over a local event bus. */
class NodeWorkersTest {
    private final Vertx vertx = Vertx.vertx();
    private final WorkerBus bus = new WorkerBus(vertx.eventBus());
    private final List<WorkerReport> reports = new CopyOnWriteArrayList<>();
    private final Map<Long, WorkerEnd> lives = new ConcurrentHashMap<>();
    private final List<Context> contexts = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final List<FakeFaceProcessor> opened = new CopyOnWriteArrayList<>();
    private volatile RuntimeException inWarmUp;
    private final NodeWorkers workers = new NodeWorkers(vertx, this::identity, this::worker);

    private WorkerIdentity identity(DeviceSpec device, long atLeast) {
        long epoch = Math.max(100, atLeast);
        return new WorkerIdentity("n-" + device.label(), epoch, device, Map.of(), "test", "host", null);
    }

    private GpuVerticle worker(NodeWorkers.Start start) {
        lives.put(start.identity().epoch() * 10 + start.identity().device().index(), start.end());
        WorkerOptions options = new WorkerOptions(
                1, 1, 2, null, WorkerOptions.HEARTBEAT, WorkerOptions.RESERVATION_TTL, Duration.ofSeconds(1));
        return new GpuVerticle(
                start.identity(),
                options,
                () -> {
                    if (failures.getAndDecrement() > 0) {
                        throw new IllegalStateException("no such device");
                    }
                    FakeFaceProcessor processor = new FakeFaceProcessor();
                    processor.inWarmUp = inWarmUp;
                    opened.add(processor);
                    return processor;
                },
                start.end()) {
            @Override
            public Future<?> start() {
                contexts.add(context);
                return super.start();
            }
        };
    }

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void start(int devices) throws Exception {
        bus.onReport(reports::add);
        get(workers.start(java.util.stream.IntStream.range(0, devices)
                .mapToObj(index -> new DeviceSpec("cpu", index))
                .toList()));
    }

    private boolean heard(String id, long epoch, WorkerState state) {
        return reports.stream()
                .anyMatch(report -> report.workerId().equals(id) && report.epoch() == epoch && report.state() == state);
    }

    @Test
    void aFaultTakesDownItsWorkerOnlyWhichComesBackInANewLife() throws Exception {
        start(2);
        await().until(() -> heard("n-cpu0", 100, WorkerState.READY) && heard("n-cpu1", 100, WorkerState.READY));

        lives.get(1000L).faulted("on purpose");

        await().atMost(Duration.ofSeconds(10)).until(() -> heard("n-cpu0", 101, WorkerState.READY));
        assertThat(reports).noneMatch(report -> report.workerId().equals("n-cpu1") && report.epoch() != 100);
        assertThat(get(bus.request(
                        WorkerAddress.of("n-cpu1", 100), Verb.PING, Ack.OK, Ack.class, Duration.ofSeconds(2))))
                .isEqualTo(Ack.OK);
        assertThatThrownBy(() -> get(bus.request(
                        WorkerAddress.of("n-cpu0", 100), Verb.PING, Ack.OK, Ack.class, Duration.ofSeconds(2))))
                .as("what is meant for the life before is told so")
                .hasMessageContaining("STALE_EPOCH");
    }

    @Test
    void aWorkerThatFindsItsFaultItselfComesBackAsWell() throws Exception {
        start(1);
        await().until(() -> heard("n-cpu0", 100, WorkerState.READY));
        for (int life = 0; life < 2; life++) {
            long epoch = 100L + life;
            contexts.get(life).runOnContext(ignored -> lives.get(epoch * 10).faulted("seen by its own clock"));
            await().atMost(Duration.ofSeconds(10)).until(() -> heard("n-cpu0", epoch + 1, WorkerState.READY));
        }
        assertThat(contexts).as("lives").hasSize(3);
    }

    @Test
    void whereNoDeviceCanBeUsedTheStartFails() {
        failures.set(2);
        assertThatThrownBy(() -> start(2)).hasMessageContaining("no such device");
    }

    @Test
    void aDeviceThatCanNotBeUsedIsTriedAgainWhileOthersWork() throws Exception {
        failures.set(1);
        start(2);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> reports.stream()
                                .filter(report -> report.state() == WorkerState.READY)
                                .map(WorkerReport::workerId)
                                .distinct()
                                .count()
                        == 2);
    }

    @Test
    void aWorkerThatDoesNotGetWarmLetsGoOfItsDevice() {
        inWarmUp = new IllegalStateException("the warm-up failed, on purpose");
        assertThatThrownBy(() -> start(1)).hasMessageContaining("on purpose");
        assertThat(opened).singleElement().satisfies(processor -> assertThat(processor.closed)
                .isTrue());
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .as("the device's thread")
                .doesNotContain("device-cpu0");
    }

    @Test
    void whenAllHaveDrainedTheNodeHasEnded() throws Exception {
        start(2);
        get(bus.request(WorkerAddress.of("n-cpu0", 100), Verb.DRAIN, Ack.OK, Ack.class, Duration.ofSeconds(2)));
        await().until(() -> heard("n-cpu0", 100, WorkerState.DRAINING));
        assertThat(workers.ended().isComplete()).isFalse();
        get(workers.drain());
        assertThat(workers.ended().succeeded()).isTrue();
    }
}
