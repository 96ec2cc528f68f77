package dev.facewire.gateway;

import static dev.facewire.gateway.fake.TestCluster.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.facewire.gateway.fake.Pem;
import dev.facewire.gateway.fake.RawClient;
import dev.facewire.gateway.fake.TestCluster;
import dev.facewire.protocol.error.ErrorCode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.client.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What strangers send before anybody knows who they are, over raw sockets. */
class EdgeIT {
    private static final int TEXT = 0x81;
    private static final int COMPRESSED = 0x40;

    private static TestCluster cluster;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        cluster = new TestCluster();
        gateway = cluster.gateway(TestCluster.settings());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    // --- nothing is inflated

    @Test
    void aCompressedFrameIsNeitherNegotiatedNorInflated() throws Exception {
        try (RawClient client = new RawClient(gateway)) {
            RawClient.Answer upgraded =
                    client.upgrade("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");
            assertThat(upgraded.status()).isEqualTo(101);
            assertThat(upgraded.header("Sec-WebSocket-Extensions")).isNull();
            client.frame(TEXT | COMPRESSED, deflated(64));
            assertThat(client.hungUp()).isTrue();
        }
    }

    @Test
    void aCompressedBodyIsNotInflated() throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write("{}".getBytes(StandardCharsets.UTF_8));
        }
        HttpResponse<Buffer> refused = cluster.request(gateway, HttpMethod.POST, "/v1/sessions")
                .putHeader("content-encoding", "gzip")
                .sendBuffer(Buffer.buffer(zipped.toByteArray()))
                .await(10, TimeUnit.SECONDS);
        assertThat(code(refused)).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    // --- no one is waited for without end

    @Test
    void halfSentRequestsAreClosedThoughBytesComeNowAndThen() throws Exception {
        try (RawClient head = new RawClient(gateway);
                RawClient body = new RawClient(gateway);
                RawClient silent = new RawClient(gateway);
                Dribble dribble = new Dribble(head, body)) {
            head.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
            body.send("POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n{");
            dribble.start();
            RawClient.Answer told = body.answer();
            assertThat(told.status()).isEqualTo(408);
            assertThat(told.body()).contains("TOO_SLOW");
            assertThat(body.hungUp()).isTrue();
            assertThat(head.hungUp()).isTrue();
            assertThat(silent.hungUp()).isTrue();
        }
    }

    @Test
    void aSlowBodyOverHttp2IsToldToo(@TempDir Path folder) throws Exception {
        Pem pem = Pem.selfSigned(folder);
        GatewaySettings plain = TestCluster.settings();
        Gateway tls = cluster.gateway(new GatewaySettings(
                new GatewaySettings.Http("127.0.0.1", 0, pem.cert(), pem.key()),
                plain.who(),
                plain.workers(),
                plain.faces(),
                plain.sessions(),
                null));
        Vertx vertx = Vertx.vertx();
        try {
            HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setUseAlpn(true)
                    .setSsl(true)
                    .setTrustAll(true)
                    .setVerifyHost(false));
            HttpClientResponse told = client.request(HttpMethod.POST, tls.port(), "localhost", "/v1/sessions")
                    .compose(request -> {
                        request.putHeader("content-length", "1000").write("{");
                        return request.response();
                    })
                    .await(45, TimeUnit.SECONDS);
            assertThat(told.version()).isEqualTo(HttpVersion.HTTP_2);
            assertThat(told.statusCode()).isEqualTo(408);
            client.close();
        } finally {
            vertx.close();
        }
    }

    /** Sends a byte on each connection every 100 ms, until it is closed. */
    private static final class Dribble implements AutoCloseable {
        private final Thread thread;
        private volatile boolean over;

        Dribble(RawClient... clients) {
            thread = new Thread(() -> {
                while (!over) {
                    for (RawClient client : clients) {
                        try {
                            client.send("x");
                        } catch (IOException closed) {
                            // the test looks for it
                        }
                    }
                    LockSupport.parkNanos(100_000_000L);
                }
            });
        }

        void start() {
            thread.start();
        }

        @Override
        public void close() {
            over = true;
        }
    }

    @Test
    void oneAddressHasSoManyConnectionsAndGetsNewOnesWhenItClosesSome() throws Exception {
        GatewaySettings plain = TestCluster.settings();
        Gateway small = cluster.gateway(new GatewaySettings(
                new GatewaySettings.Http("127.0.0.1", 0, null, null, 100, 3),
                plain.who(),
                plain.workers(),
                plain.faces(),
                plain.sessions(),
                null));
        Deque<RawClient> open = new ArrayDeque<>();
        for (int i = 0; i < 3; i++) {
            RawClient client = new RawClient(small);
            assertThat((i == 0 ? client.upgrade() : client.request("GET /health/live HTTP/1.1")).status())
                    .isEqualTo(i == 0 ? 101 : 200);
            open.add(client);
        }
        try (RawClient further = new RawClient(small)) {
            assertThatThrownBy(() -> further.request("GET /health/live HTTP/1.1"))
                    .isInstanceOf(IOException.class);
        }
        for (RawClient client : open) { // the WebSocket among them
            client.close();
            await().untilAsserted(() -> {
                try (RawClient again = new RawClient(small)) {
                    assertThat(again.request("GET /health/live HTTP/1.1").status())
                            .isEqualTo(200);
                }
            });
        }
    }

    @Test
    void connectionsWithoutAHelloAreBoundedAndThoseThatSaidItAreNot() throws Exception {
        List<RawClient> open = new ArrayList<>();
        try {
            for (int i = 0; i < 70; i++) {
                RawClient greeted = new RawClient(gateway);
                open.add(greeted);
                assertThat(greeted.upgrade().status()).as("greeted " + i).isEqualTo(101);
                greeted.frame(TEXT, "{\"type\":\"hello\"}".getBytes(StandardCharsets.UTF_8));
                assertThat(greeted.frameText()).contains("hello");
            }
            int refused = 0;
            for (int i = 0; i < 70; i++) {
                RawClient silent = new RawClient(gateway);
                open.add(silent);
                RawClient.Answer answer = silent.upgrade();
                if (answer.status() == 429) {
                    refused++;
                    assertThat(answer.body()).contains("TOO_MANY", "hello");
                    assertThat(answer.header("Retry-After")).isNotNull();
                }
            }
            assertThat(refused).isEqualTo(6);
        } finally {
            for (RawClient client : open) {
                client.close();
            }
        }
        await().untilAsserted(() -> {
            try (RawClient again = new RawClient(gateway)) {
                assertThat(again.upgrade().status()).isEqualTo(101);
            }
        });
    }

    @Test
    void withoutTokensOffLoopbackANameThatAPageMadePointHereIsRefused() throws Exception {
        GatewaySettings plain = TestCluster.settings();
        Gateway insecure = cluster.gateway(new GatewaySettings(
                new GatewaySettings.Http("0.0.0.0", 0, null, null),
                plain.who(),
                plain.workers(),
                plain.faces(),
                plain.sessions(),
                null));
        Map<String, Integer> hosts = Map.of("evil.example", 403, "192.0.2.7:8080", 200, "localhost", 200);
        for (Map.Entry<String, Integer> host : hosts.entrySet()) {
            HttpResponse<Buffer> answer = cluster.request(insecure, HttpMethod.GET, "/health/live")
                    .putHeader("host", host.getKey())
                    .send()
                    .await(10, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).as(host.getKey()).isEqualTo(host.getValue());
        }
    }

    // --- what is wrong is said in a problem document

    @Test
    void whatTheFrameworkRefusesIsAProblemDocumentToo() throws Exception {
        Map<String, Integer> requests = new LinkedHashMap<>();
        requests.put("GET /" + "x".repeat(5000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 414);
        requests.put("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(9000) + "\r\n\r\n", 431);
        requests.put("GET / HTTP/1.1\r\nHost: localhost\r\nno header\r\n\r\n", 400);
        requests.put("\u0000\u0001\u0002 nonsense\r\n\r\n", 400);
        requests.put("POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 400);
        requests.put("POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400);
        for (Map.Entry<String, Integer> request : requests.entrySet()) {
            try (RawClient client = new RawClient(gateway)) {
                client.send(request.getKey());
                problem(client.answer(), request.getValue(), request.getKey());
                assertThat(client.hungUp()).isTrue();
            }
        }
    }

    @Test
    void brokenEscapesAndFormsWhereNoneBelongAreTheClientsErrors() throws Exception {
        try (RawClient client = new RawClient(gateway)) {
            for (String path : new String[] {
                "/%zz", "/%", "/v1/faces/%", "/v1/sessions/%4", "/v1/sessions/x?a=%zz", "/whip/%g1", "/%c3%28", "/%00"
            }) {
                RawClient.Answer answer = client.request("GET " + path + " HTTP/1.1");
                assertThat(answer.status()).as(path).isBetween(400, 405);
                problem(answer, answer.status(), path);
            }
        }
        for (String path :
                new String[] {"/v1/sessions", "/v1/sessions/x", "/whip", "/whip/x", "/whep/x", "/whep/x/y"}) {
            for (String method : new String[] {"GET", "TRACE", "PUT", "DELETE", "PATCH", "POST", "OPTIONS"}) {
                for (String type :
                        new String[] {"multipart/form-data; boundary=x", "application/x-www-form-urlencoded"}) {
                    try (RawClient client = new RawClient(gateway)) {
                        RawClient.Answer answer = client.request(
                                method + " " + path + " HTTP/1.1", "Content-Type: " + type, "Content-Length: 0");
                        String what = method + " " + path + " " + type;
                        assertThat(answer.status()).as(what).isLessThan(500);
                        if (answer.status() >= 400) {
                            problem(answer, answer.status(), what);
                        }
                    }
                }
            }
        }
    }

    @Test
    void aBrokenHandshakeIsExplained() throws Exception {
        try (RawClient client = new RawClient(gateway)) {
            String path = "GET /v1/signal HTTP/1.1";
            problem(client.request(path), 400, "no upgrade");
            problem(client.request(path, "Upgrade: websocket"), 400, "no connection header");
            problem(
                    client.request(path, "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 8"),
                    400,
                    "old version");
        }
    }

    @Test
    void jsonThatSaysItIsAFormIsReadAllTheSame() throws Exception {
        HttpResponse<Buffer> refused = cluster.request(gateway, HttpMethod.POST, "/v1/sessions")
                .putHeader("content-type", "application/x-www-form-urlencoded")
                .sendBuffer(Buffer.buffer("{\"face\":\"f\",\"sdp\":\"" + "x".repeat(20_000) + "\"}"))
                .await(10, TimeUnit.SECONDS);
        assertThat(code(refused)).isEqualTo(ErrorCode.BAD_SDP);
    }

    private static void problem(RawClient.Answer answer, int status, String what) {
        assertThat(answer.status()).as(what).isEqualTo(status);
        assertThat(answer.header("content-type")).as(what).isEqualTo("application/problem+json");
        assertThat(answer.body())
                .as(what)
                .contains("\"status\":" + status, "\"code\":")
                .doesNotContain("java");
    }

    private static byte[] deflated(int megabytes) throws IOException {
        Deflater deflater = new Deflater(9, true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] piece = new byte[1 << 20];
        byte[] buffer = new byte[1 << 16];
        for (int i = 0; i < megabytes; i++) {
            deflater.setInput(piece);
            for (int n = deflater.deflate(buffer); n > 0; n = deflater.deflate(buffer)) {
                out.write(buffer, 0, n);
            }
        }
        for (int n = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
                n > 0;
                n = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH)) {
            out.write(buffer, 0, n);
        }
        deflater.end();
        return out.toByteArray();
    }
}
