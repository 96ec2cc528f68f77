package dev.facewire.protocol.worker;

import dev.facewire.protocol.Checks;
import java.util.List;
import java.util.Map;

/**
 * A worker's heartbeat, published to {@link WorkerAddress#STATE} every 250 ms and on change.
 *
 * @param v version of this shape
 * @param workerId {@code <nodeId>-<device>}
 * @param epoch the worker's start in ms since 1970; a later life has a greater one
 * @param seq counts reports within an epoch
 * @param state STARTING, READY, DRAINING or FAULTED
 * @param slots sessions that it takes at once
 * @param used slots with a connected session
 * @param reserved slots promised but not yet connected
 * @param stress {@code busy} plus the lateness of frames, in frame intervals: up to 1 it keeps up
 * @param busy share of its time that the device loop works, 0 to 1
 * @param vramFreeMb free device memory in MiB, −1 where unknown
 * @param models engines and models that it can run
 * @param labels what the operator said of it, for filters
 * @param version the build that it runs
 * @param host its host's name
 * @param pid its process id
 * @param device {@code cpu0}, {@code cuda0}, …
 * @param link {@code host:port} that a gateway keeps a TCP connection to, only to notice a death at once; may be null
 */
public record WorkerReport(
        int v,
        String workerId,
        long epoch,
        long seq,
        WorkerState state,
        int slots,
        int used,
        int reserved,
        double stress,
        double busy,
        long vramFreeMb,
        List<String> models,
        Map<String, String> labels,
        String version,
        String host,
        long pid,
        String device,
        String link) {

    public static final int VERSION = 1;

    public WorkerReport {
        Checks.notBlank(workerId, "workerId");
        Checks.required(state, "state");
        Checks.check(slots >= 0 && used >= 0 && reserved >= 0, "slots, used and reserved can't be negative");
        models = Checks.orEmpty(models);
        labels = Checks.orEmpty(labels);
    }

    /** The event-bus address of this life of the worker. */
    public String address() {
        return WorkerAddress.of(workerId, epoch);
    }
}
