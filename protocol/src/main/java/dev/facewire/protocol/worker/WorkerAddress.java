package dev.facewire.protocol.worker;

import dev.facewire.protocol.Checks;

/**
 * Addresses on the event bus. A worker has one, new in each of its lives, so that a message meant for a dead one can
 * reach no successor; the verb is in the header {@link #VERB}.
 */
public final class WorkerAddress {
    /** Workers publish their {@link WorkerReport} here. */
    public static final String STATE = "gpu.state";
    /** The header that names the {@link Verb}. */
    public static final String VERB = "verb";

    private WorkerAddress() {}

    public static String of(String workerId, long epoch) {
        return "gpu." + Checks.notBlank(workerId, "workerId") + "." + epoch;
    }

    /** Where a gateway listens for {@link WorkerEvent}s of the sessions that it serves. */
    public static String events(String gatewayId) {
        return "gateway." + Checks.notBlank(gatewayId, "gatewayId") + ".events";
    }
}
