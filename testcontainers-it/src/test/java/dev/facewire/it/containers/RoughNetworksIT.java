package dev.facewire.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.client.session.Report;
import dev.facewire.it.containers.Networks.Link;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Between the client and its worker: only a relay, loss, a thin line. */
@Docker.Tests
@Tag("soak")
class RoughNetworksIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int LAN_GATEWAY = 13;

    @Test
    void aClientThatReachesNoNodeIsServedThroughTheRelay(Cluster cluster) throws Exception {
        cluster.with("node1");
        try (RelayBox relay = new RelayBox(cluster.networks());
                GatewayBox gateway = new GatewayBox(
                                cluster.networks(),
                                "gateway3",
                                LAN_GATEWAY,
                                "--cluster-name",
                                Cluster.NAME,
                                "--ice-servers",
                                RelayBox.url(),
                                "--turn-secret",
                                RelayBox.SECRET)
                        .onLan()) {
            relay.start();
            gateway.start();
            cluster.awaitReady(gateway, cluster.node(1), SOON);
            ClientBox client = cluster.dial(Link.LAN, "http://" + Link.LAN.address(LAN_GATEWAY) + ":8080")
                    .awaitLive();
            TimeUnit.SECONDS.sleep(4);
            Report report = client.hangUp("by relay");
            assertThat(report.framesReturned()).isGreaterThan(report.framesSent() / 2);
            assertThat(report.facesSwapped()).isGreaterThan(10);
            assertThat(relay.said())
                    .containsPattern("(?i)user <\\d{10}:[0-9a-f]{8}>")
                    .contains("ALLOCATE processed, success");
            Pairs.assertNoneBare(client.pairs());
        }
    }

    @Test
    void fivePercentOfThePacketsAreLostAndThePictureGoesOn(Cluster cluster) throws Exception {
        cluster.with("node1");
        ClientBox client = cluster.call(cluster.gateway(1));
        try (BadLink link = new BadLink(client)) {
            link.start();
            link.lose(0.05);
            TimeUnit.SECONDS.sleep(15);
            assertThat(link.lost()).as("packets that were lost").isGreaterThan(10);
            link.mend();
        }
        assertWentOn(client, "5 % lost");
    }

    @Test
    void aThinLineMakesThePictureCoarseAndNotStop(Cluster cluster) throws Exception {
        cluster.with("node1");
        ClientBox client = cluster.call(cluster.gateway(1));
        try (BadLink link = new BadLink(client)) {
            link.start();
            link.limit(200);
            TimeUnit.SECONDS.sleep(15);
            link.mend();
        }
        assertWentOn(client, "200 kbit/s");
    }

    private static void assertWentOn(ClientBox client, String after) throws IOException {
        Report report = client.hangUp(after);
        assertThat(report.moves()).isZero();
        assertThat(report.framesReturned()).isGreaterThan(report.framesSent() / 2);
        Pairs.assertNoneBare(client.pairs());
    }
}
