package dev.facewire.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.client.session.Report;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Members are killed, frozen and restarted under live calls. */
@Docker.Tests
class BreakageIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    /** A client that finds no other worker gives up after 20 s; this is long before, on a machine that is busy. */
    private static final double LONG_MS = 10_000;

    @Test
    void aKilledNodeIsFollowedByAnother(Cluster cluster) throws Exception {
        cluster.with("node1");
        ClientBox client = cluster.call(cluster.gateway(1));
        cluster.add(2);

        cluster.node(1).kill();

        cluster.awaitUsed(cluster.gateway(1), cluster.node(2), 1, SOON);
        cluster.awaitUsed(cluster.gateway(2), cluster.node(2), 1, SOON);
        TimeUnit.SECONDS.sleep(4);
        Report report = client.hangUp("killed node");
        assertThat(report.moves()).isEqualTo(1);
        assertThat(report.worker()).isEqualTo(cluster.node(2).workerId());
        assertThat(report.gapMsMax()).isLessThan(LONG_MS);
        Pairs.assertNoneBare(client.pairs());
    }

    @Test
    @Tag("soak")
    void aPausedNodeIsLeftAndIsOfUseAgainSoonAfterItGoesOn(Cluster cluster) throws Exception {
        cluster.with("node1");
        ClientBox client = cluster.call(cluster.gateway(1));
        NodeBox frozen = cluster.node(1);
        NodeBox other = cluster.add(2);

        long paused = System.nanoTime();
        frozen.pause();
        cluster.awaitUsed(cluster.gateway(1), other, 1, SOON);
        // Longer than Hazelcast's five seconds: it is no member any more when it wakes.
        TimeUnit.NANOSECONDS.sleep(paused + TimeUnit.SECONDS.toNanos(12) - System.nanoTime());
        frozen.unpause();
        long woken = System.nanoTime();
        for (GatewayBox gateway : cluster.gateways()) {
            cluster.awaitReady(gateway, frozen, SOON);
        }
        System.out.printf("unpaused node: of use again after %.1f s%n", (System.nanoTime() - woken) / 1e9);
        cluster.awaitUsed(cluster.gateway(1), frozen, 0, SOON);

        Report report = client.hangUp("paused node");
        assertThat(report.moves()).isEqualTo(1);
        assertThat(report.worker()).isEqualTo(other.workerId());
        assertThat(report.gapMsMax()).isLessThan(LONG_MS);
        Pairs.assertNoneBare(client.pairs());
        // Of use means that somebody is served there.
        cluster.gateway(1).drain(other);
        assertThat(other.awaitEnd(SOON)).isZero();
        assertThat(cluster.call(cluster.gateway(2)).hangUp().worker()).isEqualTo(frozen.workerId());
    }

    @Test
    @Tag("soak")
    void aKilledGatewayIsNotMissed(Cluster cluster) throws Exception {
        cluster.with("node1");
        ClientBox client = cluster.call(cluster.gateway(1), cluster.gateway(2));
        NodeBox other = cluster.add(2);

        cluster.gateway(1).kill();

        client.awaitSaid("signalling is back, by " + cluster.gateway(2).address(), SOON);
        // The session lives on at the other gateway: there it can be moved. For about a second after a gateway's death,
        // while the cluster puts its tables right, workers are silent to the others. A drain waits for that, but not
        // for
        // long, and this machine may be slow.
        Cluster.await("a drain is taken", SOON, () -> cluster.gateway(2).takesDrain(cluster.node(1)));
        cluster.awaitUsed(cluster.gateway(2), other, 1, SOON);
        assertThat(cluster.node(1).awaitEnd(SOON)).isZero();
        TimeUnit.SECONDS.sleep(2);
        Report report = client.hangUp("killed gateway");
        assertThat(report.moves()).isEqualTo(1);
        assertThat(report.worker()).isEqualTo(other.workerId());
        assertThat(report.framesReturned()).isGreaterThan(report.framesSent() * 3 / 4);
        assertThat(report.gapMsMax()).isLessThan(LONG_MS);
        Pairs.assertNoneBare(client.pairs());
    }

    @Test
    @Tag("soak")
    void allNodesAreRestartedOneByOneAndNobodyIsLost(Cluster cluster) throws Exception {
        cluster.with("node1", "node2");
        List<ClientBox> clients = List.of(
                cluster.call(cluster.gateway(1), cluster.gateway(2)),
                cluster.call(cluster.gateway(2), cluster.gateway(1)));
        for (int i = 1; i <= 2; i++) {
            NodeBox node = cluster.node(i);
            node.signal("TERM"); // as docker stop does
            assertThat(node.awaitEnd(Duration.ofSeconds(60))).as(node.getLogs()).isZero();
            node.startAgain();
            for (GatewayBox gateway : cluster.gateways()) {
                cluster.awaitReady(gateway, node, Duration.ofMinutes(2));
            }
            Cluster.await("both calls go on", SOON, () -> cluster.gateway(1).used() == 2);
        }
        TimeUnit.SECONDS.sleep(2);
        int moves = 0;
        for (ClientBox client : clients) {
            Report report = client.hangUp("rolling restart");
            moves += report.moves();
            assertThat(report.framesReturned()).isGreaterThan(report.framesSent() / 2);
            assertThat(report.gapMsMax()).isLessThan(LONG_MS);
            Pairs.assertNoneBare(client.pairs());
        }
        assertThat(moves).as("moves of both").isBetween(2, 4);
    }
}
