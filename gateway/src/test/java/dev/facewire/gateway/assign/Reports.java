package dev.facewire.gateway.assign;

import dev.facewire.protocol.worker.WorkerReport;
import dev.facewire.protocol.worker.WorkerState;
import java.util.List;
import java.util.Map;

/** Heartbeats for tests. */
public final class Reports {
    private Reports() {}

    public static WorkerReport ready(String id, int slots, int used) {
        return report(id, 1, 1, WorkerState.READY, slots, used, 0);
    }

    public static WorkerReport report(
            String id, long epoch, long seq, WorkerState state, int slots, int used, double stress) {
        return new WorkerReport(
                WorkerReport.VERSION,
                id,
                epoch,
                seq,
                state,
                slots,
                used,
                0,
                stress,
                Math.min(1, stress),
                -1,
                List.of("mesh"),
                Map.of("zone", "a"),
                "test",
                "host",
                1,
                "cpu0",
                null);
    }
}
