package dev.facewire.cluster.bus;

import dev.facewire.cluster.ClusterNode;
import dev.facewire.cluster.ClusterOptions;
import dev.facewire.cluster.ClusterOptions.Role;
import dev.facewire.cluster.WorkerBus;
import dev.facewire.protocol.worker.Ack;
import io.vertx.core.Future;

/** A gateway's membership in a process of its own; ends with its standard input. */
final class SmallMember {
    static final String ADDRESS = "gpu.small.1";
    static final String READY = "member ready: bus ";

    private SmallMember() {}

    public static void main(String[] args) throws Exception {
        try (ClusterNode node = ClusterNode.join(ClusterOptions.local(args[0], Role.DATA))) {
            new WorkerBus(node.vertx().eventBus())
                    .serve(ADDRESS, (verb, body) -> Future.succeededFuture(Ack.OK))
                    .completion()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            System.out.println(READY + node.busAddress() + ", member " + node.address());
            System.in.readAllBytes(); // until the parent closes it
        }
    }
}
