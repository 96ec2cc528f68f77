package dev.facewire.gateway.contract;

import static dev.facewire.gateway.fake.TestCluster.OFFER;
import static dev.facewire.gateway.fake.TestCluster.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facewire.cluster.fake.FakeWorker;
import dev.facewire.gateway.Gateway;
import dev.facewire.gateway.face.Pictures;
import dev.facewire.gateway.fake.TestCluster;
import dev.facewire.protocol.http.CreateSession;
import dev.facewire.protocol.http.FaceCreated;
import dev.facewire.protocol.http.NextOffer;
import dev.facewire.protocol.http.OfferReason;
import dev.facewire.protocol.http.PatchSession;
import dev.facewire.protocol.http.SessionAnswer;
import dev.facewire.protocol.session.OptionsPatch;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The live gateway answers as {@code docs/reference/openapi.yaml} says; the file says what {@code
 * docs/reference/api.md} does.
 */
class OpenApiIT {
    private static final Path DOCS = Path.of("../docs/reference");
    private static final Pattern CALL = Pattern.compile("`(GET|POST|PATCH|DELETE) (/[^`?\\s]*)");

    @Test
    void thePageOfTheApiAndTheFileNameTheSameCalls() throws Exception {
        Contract contract = Contract.read(DOCS.resolve("openapi.yaml"));
        assertThat(contract.version()).isEqualTo("3.1.0");
        Set<String> told = new TreeSet<>();
        for (String page : new String[] {"api.md", "whip.md"}) {
            Matcher call = CALL.matcher(Files.readString(DOCS.resolve(page)));
            while (call.find()) {
                told.add(call.group(1) + " " + call.group(2));
            }
        }
        assertThat(contract.operations()).containsAll(told);
        Set<String> silent = new TreeSet<>(contract.operations());
        silent.removeAll(told);
        silent.removeIf(operation -> operation.startsWith("OPTIONS "));
        assertThat(silent).as("in the file, but on no page").isEmpty();
    }

    @Test
    void everyCallAnswersAsTheFileSays() throws Exception {
        Contract contract = Contract.read(DOCS.resolve("openapi.yaml"));
        try (TestCluster cluster = new TestCluster()) {
            Gateway gateway = cluster.gateway(TestCluster.settings());
            contract.check("POST /v1/faces", cluster.sendFace(gateway, "image/png", Pictures.encoded("png", 64, 64)));
            FakeWorker worker = cluster.worker("api", 3);
            HttpResponse<Buffer> made = cluster.sendFace(gateway, "image/png", Pictures.encoded("png", 64, 64));
            contract.check("POST /v1/faces", made);
            contract.check("POST /v1/faces", cluster.sendFace(gateway, "text/plain", new byte[] {1}));
            String face = body(made, FaceCreated.class).id();

            HttpResponse<Buffer> created = cluster.send(
                    gateway, HttpMethod.POST, "/v1/sessions", new CreateSession(OFFER, "offer", face, null));
            contract.check("POST /v1/sessions", created);
            contract.check("POST /v1/sessions", cluster.send(gateway, HttpMethod.POST, "/v1/sessions", "{}"));
            String id = body(created, SessionAnswer.class).id();
            String session = "/v1/sessions/" + id;
            contract.check("GET /v1/sessions/{id}", cluster.get(gateway, session));
            worker.connected(id);
            worker.stats(id);
            await().until(() -> cluster.get(gateway, session).bodyAsString().contains("engineMsP50"));
            contract.check("GET /v1/sessions/{id}", cluster.get(gateway, session));
            contract.check("GET /v1/sessions/{id}", cluster.get(gateway, "/v1/sessions/nobody"));
            PatchSession patch =
                    new PatchSession(null, new OptionsPatch(null, null, null, null, 0.9, null, null, null));
            contract.check("PATCH /v1/sessions/{id}", cluster.send(gateway, HttpMethod.PATCH, session, patch));
            NextOffer next = new NextOffer(OFFER, "offer", 2, OfferReason.RESTART);
            contract.check(
                    "POST /v1/sessions/{id}/offer", cluster.send(gateway, HttpMethod.POST, session + "/offer", next));
            contract.check("GET /v1/signal", cluster.get(gateway, "/v1/signal"));
            contract.check("GET /v1/workers", cluster.get(gateway, "/v1/workers"));
            contract.check("GET /v1/cluster", cluster.get(gateway, "/v1/cluster"));
            contract.check("GET /health/live", cluster.get(gateway, "/health/live"));
            contract.check("GET /health/ready", cluster.get(gateway, "/health/ready"));
            contract.check("GET /metrics", cluster.get(gateway, "/metrics"));
            whip(cluster, gateway, contract, face);
            contract.check("DELETE /v1/sessions/{id}", cluster.delete(gateway, session));
            contract.check("DELETE /v1/faces/{id}", cluster.delete(gateway, "/v1/faces/" + face));
            contract.check(
                    "POST /v1/workers/{id}/drain", cluster.send(gateway, HttpMethod.POST, "/v1/workers/api/drain", ""));
        }
        assertThat(contract.exercised()).isEqualTo(contract.operations());
    }

    private static void whip(TestCluster cluster, Gateway gateway, Contract contract, String face) throws Exception {
        String trickle =
                "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=candidate:1 1 udp 1 192.0.2.1 61764 typ host\r\n";
        HttpRequest<Buffer> publish = cluster.request(gateway, HttpMethod.POST, "/whip?face=" + face);
        HttpResponse<Buffer> published = sdp(publish, OFFER.replace("a=sendrecv", "a=sendonly"));
        contract.check("POST /whip", published);
        contract.check(
                "OPTIONS /whip",
                cluster.request(gateway, HttpMethod.OPTIONS, "/whip").send().await(5, TimeUnit.SECONDS));
        String publisher = published.getHeader("location");
        String watch = "/whep/" + publisher.substring("/whip/".length());
        HttpResponse<Buffer> played =
                sdp(cluster.request(gateway, HttpMethod.POST, watch), OFFER.replace("a=sendrecv", "a=recvonly"));
        contract.check("POST /whep/{session}", played);
        contract.check(
                "OPTIONS /whep/{session}",
                cluster.request(gateway, HttpMethod.OPTIONS, watch).send().await(5, TimeUnit.SECONDS));
        String viewer = played.getHeader("location");
        for (String etag : new String[] {"\"old\"", played.getHeader("etag")}) {
            contract.check(
                    "PATCH /whep/{session}/{viewer}",
                    fragment(cluster.request(gateway, HttpMethod.PATCH, viewer), etag, trickle));
        }
        contract.check("DELETE /whep/{session}/{viewer}", cluster.delete(gateway, viewer));
        contract.check(
                "PATCH /whip/{id}",
                fragment(cluster.request(gateway, HttpMethod.PATCH, publisher), published.getHeader("etag"), trickle));
        contract.check("DELETE /whip/{id}", cluster.delete(gateway, publisher));
    }

    private static HttpResponse<Buffer> sdp(HttpRequest<Buffer> request, String offer) throws Exception {
        return request.putHeader("Content-Type", "application/sdp")
                .sendBuffer(Buffer.buffer(offer))
                .await(5, TimeUnit.SECONDS);
    }

    private static HttpResponse<Buffer> fragment(HttpRequest<Buffer> request, String etag, String text)
            throws Exception {
        return request.putHeader("Content-Type", "application/trickle-ice-sdpfrag")
                .putHeader("If-Match", etag)
                .sendBuffer(Buffer.buffer(text))
                .await(5, TimeUnit.SECONDS);
    }
}
