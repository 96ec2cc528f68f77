package dev.facewire.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.client.session.Report;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cluster's network is cut while media goes on, and healed. */
@Docker.Tests
@Tag("soak")
class PartitionIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    /** Longer than Hazelcast's five seconds, so that members are removed on both sides. */
    private static final long CUT_SECONDS = 12;

    @Test
    void aNodeThatIsCutOffGoesOnSwappingAndIsOfUseAgainWhenHealed(Cluster cluster) throws Exception {
        cluster.with("node1");
        ClientBox client = cluster.call(cluster.gateway(1), cluster.gateway(2));
        NodeBox node = cluster.node(1);
        cluster.add(2); // there to move to: that nobody moves is the point

        node.cutOff();
        for (GatewayBox gateway : cluster.gateways()) {
            cluster.awaitLost(gateway, node, SOON);
        }
        TimeUnit.SECONDS.sleep(CUT_SECONDS);
        node.heal();
        awaitUse(cluster, node);
        cluster.awaitUsed(cluster.gateway(1), node, 1, SOON);
        cluster.awaitUsed(cluster.gateway(2), cluster.node(2), 0, SOON);

        Report report = client.hangUp("node cut off");
        assertThat(report.moves()).as("a picture that is fresh is not moved").isZero();
        assertThat(report.worker()).isEqualTo(node.workerId());
        assertThat(report.framesReturned()).isGreaterThan(report.framesSent() * 3 / 4);
        assertThat(report.gapMsMax()).isLessThan(CUT_SECONDS * 1000.0 / 2);
        Pairs.assertNoneBare(client.pairs());
        cluster.awaitUsed(cluster.gateway(1), node, 0, SOON);
    }

    @Test
    void aGatewayThatIsCutOffHarmsNoCallAndIsOfUseAgainWhenHealed(Cluster cluster) throws Exception {
        cluster.with("node1");
        GatewayBox lonely = cluster.gateway(2);
        ClientBox client = cluster.call(lonely);

        lonely.cutOff();
        cluster.awaitLost(lonely, cluster.node(1), SOON);
        TimeUnit.SECONDS.sleep(CUT_SECONDS);
        // The other one serves meanwhile.
        assertThat(cluster.call(cluster.gateway(1)).hangUp().facesSwapped()).isPositive();
        lonely.heal();
        awaitUse(cluster, cluster.node(1));

        Report report = client.hangUp("gateway cut off");
        assertThat(report.moves()).isZero();
        assertThat(report.framesReturned()).isGreaterThan(report.framesSent() * 3 / 4);
        assertThat(report.gapMsMax()).isLessThan(CUT_SECONDS * 1000.0 / 2);
        Pairs.assertNoneBare(client.pairs());
        // No slot is lost for good, and it serves again.
        cluster.awaitUsed(cluster.gateway(1), cluster.node(1), 0, SOON);
        assertThat(cluster.call(lonely).hangUp().facesSwapped()).isPositive();
    }

    private static void awaitUse(Cluster cluster, NodeBox node) {
        long healed = System.nanoTime();
        for (GatewayBox gateway : cluster.gateways()) {
            cluster.awaitReady(gateway, node, SOON);
        }
        System.out.printf("healed: of use at both gateways after %.1f s%n", (System.nanoTime() - healed) / 1e9);
    }
}
