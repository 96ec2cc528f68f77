package dev.facewire.gateway;

import static dev.facewire.gateway.fake.TestCluster.OFFER;
import static dev.facewire.gateway.fake.TestCluster.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.cluster.fake.FakeWorker;
import dev.facewire.gateway.access.Tokens;
import dev.facewire.gateway.face.Pictures;
import dev.facewire.gateway.fake.SignalClient;
import dev.facewire.gateway.fake.TestCluster;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.http.CreateSession;
import dev.facewire.protocol.http.FaceCreated;
import dev.facewire.protocol.session.OnLost;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.signal.SignalMessage;
import dev.facewire.protocol.signal.SignalMessage.Hello;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A gateway with tokens and one allowed origin. */
class AccessIT {
    private static final String USER = "user-token-0123456789";
    private static final String ADMIN = "admin-token-0123456789";
    private static final String PAGE = "https://app.example";

    private static TestCluster cluster;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        cluster = new TestCluster();
        gateway = cluster.gateway(TestCluster.settings(new GatewaySettings.Who(
                Tokens.parse(USER), Tokens.parse(ADMIN), Tokens.NONE, false, List.of(), List.of(PAGE))));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void withoutTheTokenThereIsNothingButHealth() throws Exception {
        for (String path : new String[] {"/v1/workers", "/v1/sessions/x", "/metrics"}) {
            HttpResponse<Buffer> refused = get(path, null);
            assertThat(refused.statusCode()).as(path).isEqualTo(401);
            assertThat(refused.getHeader("www-authenticate")).startsWith("Bearer");
            assertThat(get(path, "wrong").statusCode()).as(path).isEqualTo(401);
        }
        assertThat(get("/health/ready", null).statusCode()).isEqualTo(200);
    }

    @Test
    void operatorsCallsNeedTheAdmin() throws Exception {
        for (String path : new String[] {"/v1/workers", "/metrics"}) {
            assertThat(code(get(path, USER))).isEqualTo(ErrorCode.FORBIDDEN);
            assertThat(get(path, ADMIN).statusCode()).isEqualTo(200);
        }
        assertThat(code(get("/v1/sessions/x", USER))).isEqualTo(ErrorCode.NO_SESSION);
    }

    @Test
    void theAdminMayTakeTheMaskOff() throws Exception {
        FakeWorker worker = cluster.worker("bare", 1);
        String face = TestCluster.body(
                        with(HttpMethod.POST, "/v1/faces", USER)
                                .putHeader("content-type", "image/jpeg")
                                .sendBuffer(Buffer.buffer(Pictures.encoded("jpg", 64, 64)))
                                .await(5, TimeUnit.SECONDS),
                        FaceCreated.class)
                .id();
        OptionsPatch pass = new OptionsPatch(null, null, OnLost.PASS, null, null, null, null, null);
        Buffer wish = Buffer.buffer(Json.encode(new CreateSession(OFFER, null, face, pass)));
        assertThat(with(HttpMethod.POST, "/v1/sessions", USER)
                        .sendBuffer(wish)
                        .await(5, TimeUnit.SECONDS)
                        .statusCode())
                .isEqualTo(403);
        assertThat(with(HttpMethod.POST, "/v1/sessions", ADMIN)
                        .sendBuffer(wish)
                        .await(5, TimeUnit.SECONDS)
                        .statusCode())
                .isEqualTo(201);
        worker.stop();
    }

    @Test
    void theWebSocketTakesTheTokenInItsHello() throws Exception {
        try (SignalClient client = cluster.signal(gateway)) {
            client.send(new Hello(USER, "test", null));
            client.next(Hello.class);
        }
        try (SignalClient client = cluster.signal(gateway)) {
            client.send(new Hello("wrong", "test", null));
            assertThat(client.next(SignalMessage.Error.class).code()).isEqualTo(ErrorCode.UNAUTHORIZED);
            assertThat(client.awaitClosed()).isTrue();
        }
        try (SignalClient client =
                cluster.signal(cluster.signalOptions(gateway).addHeader("authorization", "Bearer " + USER))) {
            client.send(new Hello(null, "test", null));
            client.next(Hello.class);
        }
    }

    @Test
    void aNamedPageGetsCorsAndNoOtherDoes() throws Exception {
        HttpResponse<Buffer> preflight = cluster.request(gateway, HttpMethod.OPTIONS, "/v1/sessions")
                .putHeader("origin", PAGE)
                .putHeader("access-control-request-method", "POST")
                .send()
                .await(5, TimeUnit.SECONDS);
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.getHeader("access-control-allow-origin")).isEqualTo(PAGE);
        HttpResponse<Buffer> refused = with(HttpMethod.GET, "/v1/sessions/x", null)
                .putHeader("origin", PAGE)
                .send()
                .await(5, TimeUnit.SECONDS);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.getHeader("access-control-allow-origin")).isEqualTo(PAGE);
        HttpResponse<Buffer> foreign = with(HttpMethod.GET, "/v1/sessions/x", USER)
                .putHeader("origin", "https://evil.example")
                .send()
                .await(5, TimeUnit.SECONDS);
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(foreign.getHeader("access-control-allow-origin")).isNull();
    }

    private static HttpResponse<Buffer> get(String path, String token) throws Exception {
        return with(HttpMethod.GET, path, token).send().await(5, TimeUnit.SECONDS);
    }

    private static HttpRequest<Buffer> with(HttpMethod method, String path, String token) {
        HttpRequest<Buffer> request = cluster.request(gateway, method, path);
        return token == null ? request : request.bearerTokenAuthentication(token);
    }
}
