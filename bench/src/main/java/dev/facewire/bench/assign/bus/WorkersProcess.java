package dev.facewire.bench.assign.bus;

import dev.facewire.cluster.ClusterNode;
import dev.facewire.cluster.ClusterOptions;
import dev.facewire.cluster.ClusterOptions.Role;
import dev.facewire.cluster.fake.FakeWorker;
import dev.facewire.protocol.Json;
import java.time.Duration;
import java.util.Locale;

/** A process with some of the fake workers: arguments are the cluster's name, the plan, and which share is its own. */
public final class WorkersProcess {
    /** From the answer to connected media, as ICE and DTLS take between hosts that are near. */
    private static final Duration CONNECTS_AFTER = Duration.ofMillis(80);

    private WorkersProcess() {}

    public static void main(String[] arguments) throws Exception {
        BusPlan plan = Json.decode(arguments[1], BusPlan.class);
        int share = Integer.parseInt(arguments[2]);
        ClusterNode node = ClusterNode.join(ClusterOptions.local(arguments[0], Role.LITE));
        for (int i = share; i < plan.workers(); i += plan.workerProcesses()) {
            FakeWorker worker = FakeWorker.start(node.vertx(), String.format(Locale.ROOT, "w%03d", i), plan.slots());
            worker.forgetRequests();
            worker.connectAfter(CONNECTS_AFTER);
        }
        ForkedJvm.say("ready");
        ForkedJvm.stay();
    }
}
