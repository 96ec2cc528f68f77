package dev.facewire.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.facewire.cluster.ClusterOptions.Role;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.Ack;
import dev.facewire.protocol.worker.ReleaseRequest;
import dev.facewire.protocol.worker.Verb;
import io.vertx.core.Future;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real members with real sockets, all in this JVM. */
class ClusterNodeIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final String ADDRESS = "gpu.test.1";

    private final String cluster = "it-" + UUID.randomUUID();
    private final Deque<ClusterNode> nodes = new ArrayDeque<>();

    @AfterEach
    void leave() {
        while (!nodes.isEmpty()) {
            nodes.pop().close(); // lite members first: they joined last
        }
    }

    @Test
    void aWorkerAnswersAGatewayAndRefusesByName() throws Exception {
        WorkerBus gateway = new WorkerBus(join(Role.DATA).vertx().eventBus());
        WorkerBus worker = new WorkerBus(join(Role.LITE).vertx().eventBus());
        serve(worker);

        assertThat(ask(gateway, Verb.PING)).isEqualTo(Ack.OK);
        assertThat(faultOf(() -> ask(gateway, Verb.RESERVE))).isEqualTo(ErrorCode.FULL);
        assertThat(faultOf(() -> get(gateway.request("gpu.nobody.1", Verb.PING, Ack.OK, Ack.class, TIMEOUT))))
                .isEqualTo(ErrorCode.WORKER_GONE);
    }

    @Test
    void aWorkerThatStartsFirstWaitsForAGateway() throws Exception {
        CompletableFuture<ClusterNode> worker = CompletableFuture.supplyAsync(() -> {
            try {
                return ClusterNode.join(ClusterOptions.local(cluster, Role.LITE));
            } catch (ClusterUnavailableException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThatThrownBy(() -> worker.get(3, TimeUnit.SECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);

        WorkerBus gateway = new WorkerBus(join(Role.DATA).vertx().eventBus());
        nodes.push(worker.get(20, TimeUnit.SECONDS));
        serve(new WorkerBus(nodes.peek().vertx().eventBus()));

        assertThat(ask(gateway, Verb.PING)).isEqualTo(Ack.OK);
    }

    @Test
    void aWorkerIsReachableAgainAfterTheOnlyGatewayDiedAndAnotherCame() throws Exception {
        ClusterNode first = join(Role.DATA);
        ClusterNode node = join(Role.LITE);
        serve(new WorkerBus(node.vertx().eventBus()));
        assertThat(ask(new WorkerBus(first.vertx().eventBus()), Verb.PING)).isEqualTo(Ack.OK);

        first.hazelcast().getLifecycleService().terminate(); // no farewell, as in a crash
        await().atMost(Duration.ofSeconds(20)).until(() -> ClusterNode.dataMembers(node.hazelcast()) == 0);
        WorkerBus second = new WorkerBus(join(Role.DATA).vertx().eventBus());

        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(Fault.class)
                .untilAsserted(() -> assertThat(ask(second, Verb.PING)).isEqualTo(Ack.OK));
        nodes.remove(first);
        first.vertx().close();
    }

    @Test
    void membersOfAnotherNameAreStrangers() throws Exception {
        ClusterNode one = join(Role.DATA);
        ClusterNode other = ClusterNode.join(ClusterOptions.local(cluster + "-other", Role.DATA));
        nodes.push(other);

        assertThat(one.hazelcast().getCluster().getMembers()).hasSize(1);
        assertThat(other.hazelcast().getCluster().getMembers()).hasSize(1);
    }

    @Test
    void whatTheOperatorCanMendIsSaidInWords(@TempDir Path folder) throws Exception {
        Path broken = Files.writeString(folder.resolve("cluster.xml"), "<hazelcast");
        assertThatThrownBy(() -> ClusterNode.join(new ClusterOptions(cluster, "127.0.0.1", null, broken, Role.DATA)))
                .isInstanceOf(ClusterUnavailableException.class)
                .hasMessageContaining("cluster.xml");
        assertThatThrownBy(() -> ClusterNode.join(new ClusterOptions(cluster, "203.0.113.1", null, null, Role.DATA)))
                .isInstanceOf(ClusterUnavailableException.class)
                .hasMessageContaining("203.0.113.1");
    }

    /** A class that nobody uses on the wire, as an attacker's would be. */
    private record Gadget(String name) implements Serializable {}

    @Test
    void noMemberInstantiatesForeignClasses() throws Exception {
        ClusterNode node = join(Role.DATA);
        node.hazelcast().getMap("m").put("k", new Gadget("g"));
        assertThatThrownBy(() -> node.hazelcast().getMap("m").get("k")).hasMessageContaining("Gadget");

        assertThatThrownBy(() -> node.vertx().eventBus().send("anywhere", new Gadget("g")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** By name, and by IPv6: two members each find each other, and their event buses too. */
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "::1", "[::1]"})
    void aMemberBindsToANameOrAnIpv6Address(String bind) throws Exception {
        assumeTrue(
                !bind.contains(":") || NetworkInterface.getByInetAddress(InetAddress.getAllByName("::1")[0]) != null);
        ClusterNode gateway = ClusterNode.join(new ClusterOptions(cluster, bind, null, null, Role.DATA));
        nodes.push(gateway);
        ClusterNode worker = ClusterNode.join(new ClusterOptions(cluster, bind, null, null, Role.LITE));
        nodes.push(worker);
        serve(new WorkerBus(worker.vertx().eventBus()));

        assertThat(gateway.host()).isEqualTo(bind.contains(":") ? "0:0:0:0:0:0:0:1" : "127.0.0.1");
        assertThat(ask(new WorkerBus(gateway.vertx().eventBus()), Verb.PING)).isEqualTo(Ack.OK);
    }

    private ClusterNode join(Role role) throws Exception {
        ClusterNode node = ClusterNode.join(ClusterOptions.local(cluster, role));
        nodes.push(node);
        return node;
    }

    private static void serve(WorkerBus worker) throws Exception {
        worker.serve(
                        ADDRESS,
                        (verb, body) -> verb == Verb.RESERVE
                                ? Future.failedFuture(new Fault(ErrorCode.FULL, "no slot"))
                                : Future.succeededFuture(Ack.OK))
                .completion()
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }

    private static Ack ask(WorkerBus bus, Verb verb) throws Exception {
        return get(bus.request(ADDRESS, verb, new ReleaseRequest("s", null), Ack.class, TIMEOUT));
    }

    /** The value, or the Fault itself. */
    private static <T> T get(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Fault fault) {
                throw fault;
            }
            throw e;
        }
    }

    private static ErrorCode faultOf(java.util.concurrent.Callable<?> call) {
        try {
            call.call();
        } catch (Fault fault) {
            return fault.code();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("no fault");
    }
}
