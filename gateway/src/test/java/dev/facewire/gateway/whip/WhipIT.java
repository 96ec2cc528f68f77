package dev.facewire.gateway.whip;

import static dev.facewire.gateway.fake.TestCluster.OFFER;
import static dev.facewire.gateway.fake.TestCluster.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facewire.cluster.fake.FakeWorker;
import dev.facewire.gateway.Gateway;
import dev.facewire.gateway.GatewaySettings;
import dev.facewire.gateway.access.Tokens;
import dev.facewire.gateway.fake.TestCluster;
import dev.facewire.gateway.session.SessionLimits;
import dev.facewire.gateway.turn.IceSupply;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.session.IceServers;
import dev.facewire.protocol.worker.IceRequest;
import dev.facewire.protocol.worker.OfferRequest;
import dev.facewire.protocol.worker.ReleaseRequest;
import dev.facewire.protocol.worker.Verb;
import dev.facewire.protocol.worker.ViewRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every "MUST" of RFC 9725 (WHIP) and of the WHEP draft that falls to a server, by raw HTTP. */
class WhipIT {
    private static final String PUBLISH = OFFER.replace("a=sendrecv", "a=sendonly");
    private static final String PLAY = OFFER.replace("a=sendrecv", "a=recvonly");
    private static final String PAGE = "https://studio.example";
    private static final String TRICKLE = String.join(
            "\r\n",
            "a=ice-ufrag:abcd",
            "a=ice-pwd:abcdefghijklmnopqrstuvwx",
            "m=video 9 UDP/TLS/RTP/SAVPF 96",
            "a=mid:0",
            "a=candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host",
            "");

    private static TestCluster cluster;
    private static Gateway gateway;
    private FakeWorker worker;
    private String face;

    @BeforeAll
    static void start() throws Exception {
        cluster = new TestCluster();
        GatewaySettings plain = TestCluster.settings(
                new GatewaySettings.Who(Tokens.NONE, Tokens.NONE, Tokens.NONE, false, List.of(), List.of(PAGE)));
        IceSupply ice = new IceSupply(
                IceServers.parse(List.of("stun:stun.example:3478", "turn:turn.example:3478"), true),
                "north",
                Clock.systemUTC());
        gateway = cluster.gateway(new GatewaySettings(
                plain.http(), plain.who(), plain.workers(), plain.faces(), new SessionLimits(16, ice), null));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void aWorker() throws Exception {
        worker = cluster.worker("w", 4);
        face = cluster.face(gateway);
    }

    @AfterEach
    void workerLeaves() throws Exception {
        worker.die();
        await().until(() -> gateway.workerCount() == 0);
    }

    @Test
    void anOfferIsAnsweredWithALocationAnEntityTagAndIceServers() throws Exception {
        HttpResponse<Buffer> created = publish();
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.getHeader("content-type")).isEqualTo("application/sdp");
        assertThat(created.bodyAsString()).startsWith("v=0").contains("a=candidate");
        assertThat(created.getHeader("location")).startsWith("/whip/");
        assertThat(created.getHeader("etag")).as("strong").startsWith("\"").endsWith("\"");
        assertThat(created.getHeader("accept-patch")).isEqualTo("application/trickle-ice-sdpfrag");
        assertThat(created.headers().getAll("link"))
                .anyMatch(link -> link.equals("<stun:stun.example:3478>; rel=\"ice-server\""))
                .anyMatch(link ->
                        link.matches("<turn:turn.example:3478>; rel=\"ice-server\"; username=\"\\d+:[0-9a-f]{8}\";"
                                + " credential=\"[^\"]+\"; credential-type=\"password\""))
                .anyMatch(link -> link.matches("</whep/[A-Za-z0-9_-]{24}>; rel=\"alternate\".*"));
        OfferRequest offer = worker.requests(OfferRequest.class).get(0);
        assertThat(offer.trickle()).as("all candidates are in the answer").isFalse();
        assertThat(offer.iceServers()).hasSize(2).allMatch(server -> !server.urls()
                .isEmpty());
    }

    @Test
    void optionsOfASessionStandInTheQuery() throws Exception {
        assertThat(post("/whip?face=" + face + "&strength=0.8&mouth=false&codec=H264", "application/sdp", PUBLISH)
                        .statusCode())
                .isEqualTo(201);
        OfferRequest offer = worker.requests(OfferRequest.class).get(0);
        assertThat(offer.options().strength()).isEqualTo(0.8);
        assertThat(offer.options().mouth()).isFalse();
        assertThat(offer.options().codec()).isEqualTo("H264");
        assertThat(post("/whip?face=" + face + "&badge=false", "application/sdp", PUBLISH)
                        .statusCode())
                .isEqualTo(403);
        for (String[] wrong : new String[][] {
            {"strength=much", "\"strength\" must be a number"},
            {"strength=2", "\"strength\" must be from 0 to 1"},
            {"mouth=perhaps", "\"mouth\" must be true or false"},
            {"faces=both", "\"faces\" must be one of"},
            {"maxBitrateKbps=1e9", "\"maxBitrateKbps\""},
            {"codec=XYZ", "\"codec\" must be one of VP8, VP9, H264, AV1"},
            {"strength=%zz", "broken escape"},
        }) {
            HttpResponse<Buffer> refused = post("/whip?face=" + face + "&" + wrong[0], "application/sdp", PUBLISH);
            assertThat(refused.statusCode()).as(wrong[0]).isEqualTo(400);
            assertThat(refused.bodyAsJsonObject().getString("detail"))
                    .contains(wrong[1])
                    .doesNotContain("java", "dev.facewire");
        }
    }

    @Test
    void whoOffersToReceiveTooIsTakenAsOneWhoOnlySends() throws Exception {
        String both = PUBLISH.replace("a=sendonly", "a=sendrecv");
        assertThat(both).isNotEqualTo(PUBLISH);
        assertThat(post("/whip?face=" + face, "application/sdp", both).statusCode())
                .isEqualTo(201);
        assertThat(worker.requests(OfferRequest.class).get(0).sdp())
                .contains("a=sendonly")
                .doesNotContain("a=sendrecv");
    }

    @Test
    void whatIsNoOfferIsRefused() throws Exception {
        assertThat(post("/whip?face=" + face, "application/json", "{}").statusCode())
                .isEqualTo(415);
        assertThat(post("/whip?face=" + face, "application/sdp", "hello").statusCode())
                .isEqualTo(400);
        assertThat(post("/whip?face=" + face, "application/sdp", PLAY).statusCode())
                .isEqualTo(400);
        assertThat(post("/whip?face=" + face, "application/sdp", PUBLISH.replace("VP8", "H263"))
                        .statusCode())
                .isEqualTo(422);
        assertThat(post("/whip", "application/sdp", PUBLISH).statusCode()).isEqualTo(400);
        assertThat(code(post("/whip?face=nobody", "application/sdp", PUBLISH))).isEqualTo(ErrorCode.NO_SUCH_FACE);
        assertThat(post("/whip?face=" + face, "application/sdp; charset=utf-8", PUBLISH)
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void methodsThatAreKeptForLaterAreNotAllowed() throws Exception {
        String resource = publish().getHeader("location");
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT)) {
            assertThat(ask(method, "/whip").statusCode())
                    .as("endpoint " + method)
                    .isEqualTo(405);
            assertThat(ask(method, resource).statusCode())
                    .as("session " + method)
                    .isEqualTo(405);
            assertThat(ask(method, "/whep/x").statusCode())
                    .as("WHEP endpoint " + method)
                    .isEqualTo(405);
        }
        assertThat(post(resource, "application/sdp", PUBLISH).statusCode()).isEqualTo(405);
        assertThat(ask(HttpMethod.GET, "/whip").getHeader("allow")).contains("POST");
    }

    @Test
    void optionsSayWhatIsTakenAndPreflightsAreAnsweredForAllowedPagesOnly() throws Exception {
        HttpResponse<Buffer> options = ask(HttpMethod.OPTIONS, "/whip");
        assertThat(options.statusCode()).isEqualTo(200);
        assertThat(options.getHeader("accept-post")).isEqualTo("application/sdp");
        HttpResponse<Buffer> preflight = request(HttpMethod.OPTIONS, "/whip")
                .putHeader("Origin", PAGE)
                .putHeader("Access-Control-Request-Method", "POST")
                .putHeader("Access-Control-Request-Headers", "content-type, authorization, if-match")
                .send()
                .await(5, TimeUnit.SECONDS);
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.getHeader("accept-post")).isEqualTo("application/sdp");
        assertThat(preflight.getHeader("access-control-allow-origin")).isEqualTo(PAGE);
        assertThat(preflight.getHeader("access-control-allow-headers")).contains("If-Match", "Content-Type");
        assertThat(preflight.getHeader("access-control-allow-methods"))
                .as("whip-web-client asks OPTIONS with a token, hence with a preflight")
                .contains("OPTIONS");
        assertThat(preflight.getHeader("access-control-expose-headers")).contains("Location", "ETag", "Link");
        assertThat(request(HttpMethod.OPTIONS, "/whip")
                        .putHeader("Origin", "https://evil.example")
                        .send()
                        .await(5, TimeUnit.SECONDS)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void candidatesTrickleUnderTheirEntityTag() throws Exception {
        HttpResponse<Buffer> created = publish();
        String resource = created.getHeader("location");
        assertThat(patch(resource, null, TRICKLE.replace("abcd\r", "else\r")).statusCode())
                .as("nothing tells which ICE session is meant")
                .isEqualTo(428);
        assertThat(patch(resource, null, TRICKLE).statusCode())
                .as("the user fragment tells it")
                .isEqualTo(204);
        assertThat(patch(resource, "\"older\"", TRICKLE).statusCode()).isEqualTo(412);
        assertThat(request(HttpMethod.PATCH, resource)
                        .putHeader("Content-Type", "text/plain")
                        .sendBuffer(Buffer.buffer(TRICKLE))
                        .await(5, TimeUnit.SECONDS)
                        .statusCode())
                .isEqualTo(415);
        assertThat(patch(resource, created.getHeader("etag"), "nonsense").statusCode())
                .isEqualTo(400);

        HttpResponse<Buffer> taken = patch(resource, created.getHeader("etag"), TRICKLE);
        assertThat(taken.statusCode()).isEqualTo(204);
        assertThat(taken.body()).isNull();
        assertThat(worker.requests(IceRequest.class)).hasSize(2).allSatisfy(ice -> assertThat(
                        ice.candidates().get(0).candidate())
                .contains("192.0.2.1"));
    }

    @Test
    void aRestartGetsNewCredentialsAndANewEntityTag() throws Exception {
        HttpResponse<Buffer> created = publish();
        String resource = created.getHeader("location");
        HttpResponse<Buffer> restarted = patch(resource, "*", TRICKLE.replace("abcd\r\n", "efgh\r\n"));
        assertThat(restarted.statusCode()).isEqualTo(200);
        assertThat(restarted.getHeader("content-type")).isEqualTo("application/trickle-ice-sdpfrag");
        assertThat(restarted.getHeader("etag")).isNotEqualTo(created.getHeader("etag"));
        assertThat(restarted.bodyAsString()).contains("a=ice-ufrag:fake2", "a=ice-pwd:", "a=candidate:");
        OfferRequest second = worker.requests(OfferRequest.class).get(1);
        assertThat(second.rev()).isEqualTo(2);
        assertThat(second.sdp()).contains("a=ice-ufrag:efgh", "192.0.2.1").doesNotContain("a=ice-ufrag:abcd");
        assertThat(patch(resource, created.getHeader("etag"), TRICKLE).statusCode())
                .isEqualTo(412);
        assertThat(patch(resource, restarted.getHeader("etag"), TRICKLE).statusCode())
                .isEqualTo(204);
    }

    @Test
    void deletingEndsTheSession() throws Exception {
        String resource = publish().getHeader("location");
        assertThat(ask(HttpMethod.DELETE, resource).statusCode()).isEqualTo(200);
        assertThat(worker.requests(ReleaseRequest.class)).hasSize(1);
        assertThat(worker.taken()).isZero();
        assertThat(patch(resource, "*", TRICKLE).statusCode()).isEqualTo(404);
        assertThat(ask(HttpMethod.DELETE, "/whip/" + "x".repeat(32)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void whenAllIsTakenItSaysWhenToComeAgain() throws Exception {
        worker.refuse(Verb.RESERVE, ErrorCode.FULL);
        HttpResponse<Buffer> full = publish();
        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(full.getHeader("retry-after")).isNotBlank();
    }

    // --- WHEP

    @Test
    void severalViewersWatchOneSession() throws Exception {
        String watch = watchLink(publish());
        HttpResponse<Buffer> first = post(watch, "application/sdp", PLAY);
        HttpResponse<Buffer> second = post(watch, "application/sdp", PLAY);
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(first.getHeader("content-type")).isEqualTo("application/sdp");
        assertThat(first.getHeader("location")).startsWith(watch + "/");
        assertThat(first.getHeader("etag")).startsWith("\"");
        assertThat(first.headers().getAll("link")).anyMatch(link -> link.startsWith("<stun:"));
        assertThat(second.getHeader("location")).isNotEqualTo(first.getHeader("location"));
        assertThat(worker.requests(OfferRequest.class)).as("one swap").hasSize(1);
        assertThat(worker.requests(ViewRequest.class)).hasSize(2);

        String viewer = first.getHeader("location");
        assertThat(patch(viewer, null, "a=end-of-candidates\r\n").statusCode()).isEqualTo(428);
        assertThat(patch(viewer, null, TRICKLE).statusCode())
                .as("whip-whep sends no If-Match")
                .isEqualTo(204);
        assertThat(patch(viewer, first.getHeader("etag"), TRICKLE).statusCode()).isEqualTo(204);
        HttpResponse<Buffer> restarted = patch(viewer, "*", TRICKLE);
        assertThat(restarted.statusCode()).isEqualTo(200);
        assertThat(patch(viewer, first.getHeader("etag"), TRICKLE).statusCode()).isEqualTo(412);
        assertThat(ask(HttpMethod.DELETE, viewer).statusCode()).isEqualTo(200);
        assertThat(worker.requests(ViewRequest.class)).anyMatch(ViewRequest::end);
        assertThat(ask(HttpMethod.DELETE, viewer).statusCode()).isEqualTo(404);
    }

    @Test
    void aViewerCanNeitherSendNorTouchTheSession() throws Exception {
        HttpResponse<Buffer> created = publish();
        String watch = watchLink(created);
        assertThat(post(watch, "application/sdp", PUBLISH).statusCode()).isEqualTo(400);
        assertThat(post("/whep/" + "x".repeat(24), "application/sdp", PLAY).statusCode())
                .isEqualTo(404);
        String handle = watch.substring("/whep/".length());
        assertThat(ask(HttpMethod.DELETE, "/whip/" + handle).statusCode()).isEqualTo(404);
        assertThat(ask(HttpMethod.DELETE, "/v1/sessions/" + handle).statusCode())
                .isEqualTo(404);
        String id = created.getHeader("location").substring("/whip/".length());
        assertThat(post("/whep/" + id, "application/sdp", PLAY).statusCode())
                .as("the id does too")
                .isEqualTo(201);
    }

    @Test
    void tokensOfViewersOnlyWatch() throws Exception {
        Gateway closed = cluster.gateway(TestCluster.settings(new GatewaySettings.Who(
                Tokens.parse("a-publisher-s-token"),
                Tokens.NONE,
                Tokens.parse("a-viewer-s-token-x"),
                false,
                List.of(),
                List.of())));
        HttpResponse<Buffer> none = send(closed, HttpMethod.POST, "/whip?face=x", null, PUBLISH);
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.getHeader("www-authenticate")).startsWith("Bearer");
        assertThat(send(closed, HttpMethod.POST, "/whip?face=x", "a-viewer-s-token-x", PUBLISH)
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(closed, HttpMethod.DELETE, "/whip/x", null, "").statusCode())
                .isEqualTo(401);
        String watch = watchLink(publish()); // at the other gateway: the name is known to all
        assertThat(send(closed, HttpMethod.POST, watch, null, PLAY).statusCode())
                .isEqualTo(401);
        await().untilAsserted(() -> assertThat(send(closed, HttpMethod.POST, watch, "a-viewer-s-token-x", PLAY)
                        .statusCode())
                .isEqualTo(201));
        assertThat(send(closed, HttpMethod.POST, watch, "a-publisher-s-token", PLAY)
                        .statusCode())
                .isEqualTo(201);
    }

    private static HttpResponse<Buffer> send(Gateway to, HttpMethod method, String path, String token, String body)
            throws Exception {
        HttpRequest<Buffer> request = cluster.request(to, method, path).putHeader("Content-Type", "application/sdp");
        if (token != null) {
            request.putHeader("Authorization", "Bearer " + token);
        }
        return request.sendBuffer(Buffer.buffer(body)).await(5, TimeUnit.SECONDS);
    }

    private HttpResponse<Buffer> publish() throws Exception {
        return post("/whip?face=" + face, "application/sdp", PUBLISH);
    }

    private static String watchLink(HttpResponse<Buffer> created) {
        return created.headers().getAll("link").stream()
                .filter(link -> link.contains("/whep/"))
                .map(link -> link.substring(1, link.indexOf('>')))
                .findFirst()
                .orElseThrow();
    }

    private static HttpRequest<Buffer> request(HttpMethod method, String path) {
        return cluster.request(gateway, method, path);
    }

    private static HttpResponse<Buffer> ask(HttpMethod method, String path) throws Exception {
        return request(method, path).send().await(5, TimeUnit.SECONDS);
    }

    private static HttpResponse<Buffer> post(String path, String type, String body) throws Exception {
        return request(HttpMethod.POST, path)
                .putHeader("Content-Type", type)
                .sendBuffer(Buffer.buffer(body))
                .await(5, TimeUnit.SECONDS);
    }

    private static HttpResponse<Buffer> patch(String path, String etag, String body) throws Exception {
        HttpRequest<Buffer> request =
                request(HttpMethod.PATCH, path).putHeader("Content-Type", "application/trickle-ice-sdpfrag");
        if (etag != null) {
            request.putHeader("If-Match", etag);
        }
        return request.sendBuffer(Buffer.buffer(body)).await(5, TimeUnit.SECONDS);
    }
}
