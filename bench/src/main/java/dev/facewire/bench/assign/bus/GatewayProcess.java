package dev.facewire.bench.assign.bus;

import dev.facewire.cluster.ClusterNode;
import dev.facewire.cluster.ClusterOptions;
import dev.facewire.cluster.ClusterOptions.Role;
import dev.facewire.protocol.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A process with a gateway's assignment and its joiners: arguments are the cluster's name, the plan, its number, and the
 * file for its figures.
 */
public final class GatewayProcess {
    private static final long START_SECONDS = 60;

    private GatewayProcess() {}

    public static void main(String[] arguments) throws Exception {
        BusPlan plan = Json.decode(arguments[1], BusPlan.class);
        int number = Integer.parseInt(arguments[2]);
        ClusterNode node = ClusterNode.join(ClusterOptions.local(arguments[0], Role.DATA));
        Joiners joiners = new Joiners(plan, number);
        node.vertx().deployVerticle(joiners).await(START_SECONDS, TimeUnit.SECONDS);
        ForkedJvm.say("up");
        joiners.allReached().await(START_SECONDS, TimeUnit.SECONDS);
        ForkedJvm.say("ready");
        ForkedJvm.hear("go");
        GatewayFigures figures =
                joiners.go().toCompletionStage().toCompletableFuture().get();
        Files.writeString(Path.of(arguments[3]), Json.encode(figures));
        ForkedJvm.say("done");
        ForkedJvm.stay();
    }
}
