package dev.facewire.gateway.fake;

import static org.awaitility.Awaitility.await;

import dev.facewire.cluster.ClusterNode;
import dev.facewire.cluster.ClusterOptions;
import dev.facewire.cluster.ClusterOptions.Role;
import dev.facewire.cluster.fake.FakeWorker;
import dev.facewire.gateway.Gateway;
import dev.facewire.gateway.GatewaySettings;
import dev.facewire.gateway.GatewaySettings.Http;
import dev.facewire.gateway.face.Pictures;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.http.FaceCreated;
import dev.facewire.protocol.http.Problem;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Gateways and fake workers in a cluster of their own, with real sockets, in this JVM. */
public final class TestCluster implements AutoCloseable {
    /** Passes for an offer where no media is made of it. */
    public static final String OFFER = String.join(
            "\r\n",
            "v=0",
            "o=- 1 1 IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE 0",
            "m=video 9 UDP/TLS/RTP/SAVPF 96",
            "c=IN IP4 0.0.0.0",
            "a=rtpmap:96 VP8/90000",
            "a=ice-ufrag:abcd",
            "a=ice-pwd:abcdefghijklmnopqrstuvwx",
            "a=fingerprint:sha-256 " + "00:".repeat(31) + "00",
            "a=setup:actpass",
            "a=mid:0",
            "a=sendrecv",
            "a=rtcp-mux",
            "");

    private final String name = "gateway-it-" + UUID.randomUUID();
    private final Deque<ClusterNode> nodes = new ArrayDeque<>();
    private final List<Gateway> gateways = new ArrayList<>();
    private final Vertx outside = Vertx.vertx();
    private final WebClient http = WebClient.create(outside);
    private final WebSocketClient sockets = outside.createWebSocketClient();
    private ClusterNode workersNode;

    /** Settings of a test: any port. */
    public static GatewaySettings settings(GatewaySettings.Who who) {
        GatewaySettings defaults = GatewaySettings.DEFAULTS;
        return new GatewaySettings(
                new Http("127.0.0.1", 0, null, null),
                who,
                defaults.workers(),
                defaults.faces(),
                defaults.sessions(),
                null);
    }

    public static GatewaySettings settings() {
        return settings(GatewaySettings.DEFAULTS.who());
    }

    /** Starts one more gateway. */
    public Gateway gateway(GatewaySettings settings) throws Exception {
        ClusterNode node = ClusterNode.join(ClusterOptions.local(name, Role.DATA));
        nodes.addFirst(node);
        Gateway gateway = new Gateway(settings, node.hazelcast(), "test");
        node.vertx().deployVerticle(gateway).await(20, TimeUnit.SECONDS);
        gateways.add(gateway);
        return gateway;
    }

    /** Starts a worker and waits until every gateway reaches it. */
    public FakeWorker worker(String id, int slots) throws Exception {
        if (workersNode == null) {
            workersNode = ClusterNode.join(ClusterOptions.local(name, Role.LITE));
            nodes.addFirst(workersNode);
        }
        // A worker of the test before may have left one gateway and not yet the other.
        await().atMost(Duration.ofSeconds(10))
                .until(() -> gateways.stream()
                                .mapToInt(Gateway::workerCount)
                                .distinct()
                                .count()
                        <= 1);
        int[] before = gateways.stream().mapToInt(Gateway::workerCount).toArray();
        FakeWorker worker = FakeWorker.start(workersNode.vertx(), id, slots);
        for (int i = 0; i < before.length; i++) {
            int index = i;
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> gateways.get(index).workerCount() == before[index] + 1);
        }
        return worker;
    }

    /** A request to a gateway. */
    public HttpRequest<Buffer> request(Gateway gateway, HttpMethod method, String path) {
        return http.request(method, gateway.port(), "127.0.0.1", path);
    }

    public HttpResponse<Buffer> get(Gateway gateway, String path) throws Exception {
        return request(gateway, HttpMethod.GET, path).send().await(10, TimeUnit.SECONDS);
    }

    public HttpResponse<Buffer> delete(Gateway gateway, String path) throws Exception {
        return request(gateway, HttpMethod.DELETE, path).send().await(10, TimeUnit.SECONDS);
    }

    /** Sends a record as JSON. */
    public HttpResponse<Buffer> send(Gateway gateway, HttpMethod method, String path, Object body) throws Exception {
        return request(gateway, method, path)
                .putHeader("content-type", "application/json")
                .sendBuffer(Buffer.buffer(body instanceof String text ? text : Json.encode(body)))
                .await(10, TimeUnit.SECONDS);
    }

    /** Sends a picture as the body. */
    public HttpResponse<Buffer> sendFace(Gateway gateway, String type, byte[] image) throws Exception {
        return request(gateway, HttpMethod.POST, "/v1/faces")
                .putHeader("content-type", type)
                .sendBuffer(Buffer.buffer(image))
                .await(20, TimeUnit.SECONDS);
    }

    /** Enrols a face and gives its id. */
    public String face(Gateway gateway) throws Exception {
        return body(sendFace(gateway, "image/jpeg", Pictures.encoded("jpg", 64, 64)), FaceCreated.class)
                .id();
    }

    public static <T> T body(HttpResponse<Buffer> response, Class<T> type) {
        return Json.decode(response.bodyAsString(), type);
    }

    /** The code of a problem document. */
    public static ErrorCode code(HttpResponse<Buffer> response) {
        if (!Problem.CONTENT_TYPE.equals(response.getHeader("content-type"))) {
            throw new AssertionError("no problem document: " + response.statusCode() + " " + response.bodyAsString());
        }
        return body(response, Problem.class).code();
    }

    public WebSocketConnectOptions signalOptions(Gateway gateway) {
        return new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(gateway.port())
                .setURI("/v1/signal");
    }

    public SignalClient signal(Gateway gateway) throws Exception {
        return signal(signalOptions(gateway));
    }

    public SignalClient signal(WebSocketConnectOptions options) throws Exception {
        return SignalClient.connect(sockets, options);
    }

    @Override
    public void close() {
        http.close();
        outside.close();
        nodes.forEach(ClusterNode::close);
    }
}
