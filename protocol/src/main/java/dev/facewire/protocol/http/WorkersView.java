package dev.facewire.protocol.http;

import dev.facewire.protocol.worker.WorkerReport;
import dev.facewire.protocol.worker.WorkerState;
import java.util.List;
import java.util.Map;

/** The reply to {@code GET /v1/workers}: the cluster as this gateway sees it. */
public record WorkersView(List<Worker> workers) {

    /** One worker; {@code ageMs} is the time since its last heartbeat. */
    public record Worker(
            String id,
            long epoch,
            WorkerState state,
            int slots,
            int used,
            int reserved,
            double stress,
            double busy,
            String host,
            long pid,
            String device,
            List<String> models,
            Map<String, String> labels,
            String version,
            long ageMs) {

        public static Worker of(WorkerReport report, WorkerState seenAs, long ageMs) {
            return new Worker(
                    report.workerId(),
                    report.epoch(),
                    seenAs,
                    report.slots(),
                    report.used(),
                    report.reserved(),
                    report.stress(),
                    report.busy(),
                    report.host(),
                    report.pid(),
                    report.device(),
                    report.models(),
                    report.labels(),
                    report.version(),
                    ageMs);
        }
    }
}
