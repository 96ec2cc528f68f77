package dev.facewire.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.cluster.ManualClock;
import dev.facewire.gateway.assign.Reports;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.session.SessionIds;
import dev.facewire.gateway.session.SessionRegistry;
import dev.facewire.gateway.store.MemoryMap;
import dev.facewire.gateway.store.WriteBehind;
import dev.facewire.gateway.workers.WorkerView;
import dev.facewire.protocol.worker.WorkerReport;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClusterCollectorTest {
    private final ManualClock clock = new ManualClock();
    private final WorkerView view = new WorkerView(clock, Duration.ofMillis(700), Duration.ofSeconds(2));
    private final ClusterCollector collector = new ClusterCollector(
            new SessionRegistry(
                    new SessionIds(new byte[32], new SecureRandom()),
                    new WriteBehind("session", new MemoryMap()),
                    clock,
                    "gateway.g.events"),
            view,
            new WorkerFigures(clock));

    @Test
    void aWorkerThatIsLongGoneLeavesNoSeries() {
        WorkerReport report = Reports.ready("w", 4, 1);
        view.heard(report);
        view.reached(WorkerKey.of(report));
        assertThat(seriesOf("w")).contains("facewire_worker_slots", "facewire_worker_frames_in");

        clock.elapse(701);
        view.expire();
        assertThat(seriesOf("w"))
                .contains("facewire_worker_state", "facewire_worker_heartbeat_age_seconds", "facewire_worker_frames_in")
                .doesNotContain("facewire_worker_slots", "facewire_worker_stress_ratio");

        clock.elapse(Duration.ofMinutes(1).toMillis());
        view.expire();
        assertThat(seriesOf("w")).isEmpty();
    }

    @Test
    void aWorkerHasAboutTwentyFiveSeries() {
        view.heard(Reports.ready("w", 4, 1));
        assertThat(seriesOf("w")).hasSizeLessThan(25);
    }

    private List<String> seriesOf(String worker) {
        return collector.collect().stream()
                .flatMap(metric -> metric.getDataPoints().stream()
                        .map(DataPointSnapshot::getLabels)
                        .filter(labels -> Objects.equals(labels.get("worker"), worker))
                        .map(labels -> metric.getMetadata().getName()))
                .toList();
    }
}
