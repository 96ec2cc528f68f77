package dev.facewire.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.client.session.Report;
import dev.facewire.it.process.Stack;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.http.WorkersView.Worker;
import dev.facewire.protocol.worker.WorkerState;
import dev.facewire.rtc.Peer;
import dev.facewire.rtc.PeerConfig;
import dev.facewire.rtc.PeerListener;
import dev.facewire.rtc.VideoSettings;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cluster forms, grows, is full, shrinks, and keeps strangers out. */
@Docker.Tests
class FormationIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void twoGatewaysAndThreeNodesServe(Cluster cluster) throws Exception {
        cluster.with("node1", "node2", "node3");
        ClientBox one = cluster.call(cluster.gateway(1));
        ClientBox two = cluster.call(cluster.gateway(2));
        for (GatewayBox gateway : cluster.gateways()) {
            assertThat(alive(gateway)).hasSize(3).allSatisfy(worker -> {
                assertThat(worker.state()).isEqualTo(WorkerState.READY);
                assertThat(worker.slots()).isEqualTo(NodeBox.SLOTS);
            });
            assertThat(gateway.used()).as("as " + gateway.name() + " sees it").isEqualTo(2);
        }
        for (int i = 1; i <= 3; i++) {
            NodeBox node = cluster.node(i);
            Cluster.await(node.name() + " is healthy", SOON, () -> node.health().equals("healthy"));
        }
        TimeUnit.SECONDS.sleep(4);
        for (ClientBox client : List.of(one, two)) {
            Report report = client.hangUp();
            assertThat(report.framesReturned()).isGreaterThan(report.framesSent() * 3 / 4);
            assertThat(report.facesSwapped()).isGreaterThan(report.framesSent() / 2);
            assertThat(report.moves()).isZero();
            Pairs.assertNoneBare(client.pairs());
        }
        Cluster.await("the slots are free again", SOON, () -> cluster.gateway(1).used() == 0);
    }

    @Test
    @Tag("soak")
    void aNodeOfAnotherClusterFormsNoPartOfThisOne(Cluster cluster) throws Exception {
        cluster.with("node1");
        try (NodeBox stranger = cluster.stranger(3, "somebody-elses")) {
            stranger.start();
            stranger.awaitSaid("waiting for a gateway of cluster 'somebody-elses'", SOON);
            TimeUnit.SECONDS.sleep(5); // members join within a second of finding each other
            for (GatewayBox gateway : cluster.gateways()) {
                assertThat(alive(gateway))
                        .extracting(Worker::id)
                        .containsExactly(cluster.node(1).workerId());
            }
            assertThat(stranger.getLogs()).doesNotContain("READY");
            assertThat(stranger.health()).isNotEqualTo("healthy");
        }
    }

    @Test
    @Tag("soak")
    void aFullClusterSaysSoAndServesAgainWhenSomebodyLeaves(Cluster cluster) throws Exception {
        cluster.with("node1");
        ClientBox one = cluster.call(cluster.gateway(1));
        ClientBox two = cluster.call(cluster.gateway(2));
        for (GatewayBox gateway : cluster.gateways()) {
            HttpResponse<String> refused = offer(gateway);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(Json.tree(refused.body()).get("code").asText()).isIn("NO_CAPACITY", "FULL");
        }
        ClientBox third = cluster.dial(cluster.gateway(1));
        assertThat(third.awaitEnd(SOON)).as(third.getLogs()).isNotZero();
        assertThat(third.getLogs()).contains("no worker is free").doesNotContain("\tat ");

        assertThat(one.hangUp().framesReturned()).isPositive();
        cluster.awaitUsed(cluster.gateway(1), cluster.node(1), 1, SOON);
        ClientBox fourth = cluster.call(cluster.gateway(1));
        assertThat(fourth.hangUp().facesSwapped()).isPositive();
        assertThat(two.hangUp().facesSwapped()).isPositive();
    }

    /** Without those whose passing is still shown. */
    private static List<Worker> alive(GatewayBox gateway) throws IOException {
        return gateway.workers().stream()
                .filter(worker -> worker.state() != WorkerState.GONE)
                .toList();
    }

    /** A peer that is real as far as its offer goes. */
    private static HttpResponse<String> offer(GatewayBox gateway) throws Exception {
        String face = Json.tree(gateway.post(
                                "/v1/faces", BodyPublishers.ofFile(Path.of(Stack.demoFile("face.jpg"))), "image/jpeg")
                        .body())
                .get("id")
                .asText();
        try (Peer peer = Peer.open(new PeerConfig("stranger", List.of(), null), new PeerListener() {})) {
            String sdp = peer.offer(VideoSettings.defaults(false)).get(20, TimeUnit.SECONDS);
            String body = Json.encode(Map.of("sdp", sdp, "type", "offer", "face", face));
            return gateway.post("/v1/sessions", BodyPublishers.ofString(body), "application/json");
        }
    }

    @Test
    @Tag("soak")
    void growsFromOneNodeToThreeWhileSessionsJoinAndBackByDrain(Cluster cluster) throws Exception {
        cluster.with("node1");
        List<ClientBox> clients = new ArrayList<>();
        clients.add(cluster.call(cluster.gateway(1)));
        clients.add(cluster.call(cluster.gateway(2)));
        cluster.add(2);
        clients.add(cluster.call(cluster.gateway(1)));
        cluster.awaitUsed(cluster.gateway(2), cluster.node(2), 1, SOON);
        cluster.add(3);
        assertThat(alive(cluster.gateway(1)).stream().mapToInt(Worker::slots).sum())
                .isEqualTo(3 * NodeBox.SLOTS);
        assertThat(cluster.gateway(1).used())
                .as("live sessions stay where they are")
                .isEqualTo(3);

        // Back: what is drained empties, ends, and nobody is lost.
        drain(cluster, 1);
        Cluster.await("all three go on", SOON, () -> cluster.gateway(2).used() == 3);
        assertThat(clients.remove(0).hangUp().facesSwapped()).isPositive();
        Cluster.await("two go on", SOON, () -> cluster.gateway(2).used() == 2);
        drain(cluster, 2);
        cluster.awaitUsed(cluster.gateway(1), cluster.node(3), 2, SOON);
        TimeUnit.SECONDS.sleep(2);
        for (ClientBox client : clients) {
            Report report = client.hangUp("drained");
            assertThat(report.worker()).isEqualTo(cluster.node(3).workerId());
            assertThat(report.moves()).isBetween(1, 2);
            assertThat(report.framesReturned()).isGreaterThan(report.framesSent() / 2);
            Pairs.assertNoneBare(client.pairs());
        }
    }

    private static void drain(Cluster cluster, int number) throws IOException {
        NodeBox node = cluster.node(number);
        cluster.gateway(1).drain(node);
        assertThat(node.awaitEnd(Duration.ofSeconds(60))).as(node.getLogs()).isZero();
        for (GatewayBox gateway : cluster.gateways()) {
            cluster.awaitLost(gateway, node, SOON);
        }
    }
}
