package dev.facewire.gateway.assign;

import dev.facewire.protocol.worker.WorkerAddress;
import dev.facewire.protocol.worker.WorkerReport;

/** One life of a worker. */
public record WorkerKey(String id, long epoch) {
    public static WorkerKey of(WorkerReport report) {
        return new WorkerKey(report.workerId(), report.epoch());
    }

    /** Its address on the event bus. */
    public String address() {
        return WorkerAddress.of(id, epoch);
    }

    @Override
    public String toString() {
        return id;
    }
}
