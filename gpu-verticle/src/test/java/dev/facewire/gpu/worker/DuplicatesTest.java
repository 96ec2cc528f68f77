package dev.facewire.gpu.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.protocol.worker.WorkerReport;
import dev.facewire.protocol.worker.WorkerState;
import dev.facewire.vision.tensor.DeviceSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two nodes with one id that start at the same time. */
class DuplicatesTest {
    private static final WorkerIdentity FIRST = worker(1000, "10.0.0.1:4001");
    private static final WorkerIdentity SECOND = worker(1300, "10.0.0.2:4001");

    @Test
    void theLaterYieldsAndTheEarlierStays() {
        assertThat(Duplicates.yieldsTo(report(FIRST, 7), SECOND, 8)).isTrue();
        assertThat(Duplicates.yieldsTo(report(SECOND, 8), FIRST, 7)).isFalse();
    }

    @Test
    void exactlyOneYieldsWhereBothBeganInTheSameMillisecond() {
        WorkerIdentity twin = worker(1000, "10.0.0.2:4001");
        assertThat(Duplicates.yieldsTo(report(FIRST, 7), twin, 7))
                .isNotEqualTo(Duplicates.yieldsTo(report(twin, 7), FIRST, 7));
    }

    @Test
    void nobodyYieldsToItselfNorToItsFormerLife() {
        assertThat(Duplicates.yieldsTo(report(FIRST, 7), FIRST, 7)).isFalse();
        assertThat(Duplicates.yieldsTo(report(worker(900, "10.0.0.1:4001"), 7), FIRST, 7))
                .isFalse();
    }

    private static WorkerIdentity worker(long epoch, String link) {
        return new WorkerIdentity(
                "desk-cpu0", epoch, DeviceSpec.parse("cpu", () -> 0).get(0), Map.of(), "test", "desk", link);
    }

    private static WorkerReport report(WorkerIdentity worker, long pid) {
        return new WorkerReport(
                WorkerReport.VERSION,
                worker.workerId(),
                worker.epoch(),
                1,
                WorkerState.STARTING,
                0,
                0,
                0,
                0,
                0,
                -1,
                List.of(),
                Map.of(),
                "test",
                worker.host(),
                pid,
                "cpu0",
                worker.link());
    }
}
