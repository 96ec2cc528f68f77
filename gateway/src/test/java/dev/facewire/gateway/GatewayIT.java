package dev.facewire.gateway;

import static dev.facewire.gateway.fake.TestCluster.OFFER;
import static dev.facewire.gateway.fake.TestCluster.body;
import static dev.facewire.gateway.fake.TestCluster.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facewire.cluster.fake.FakeWorker;
import dev.facewire.gateway.face.Pictures;
import dev.facewire.gateway.fake.TestCluster;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.http.CreateSession;
import dev.facewire.protocol.http.FaceCreated;
import dev.facewire.protocol.http.NextOffer;
import dev.facewire.protocol.http.OfferReason;
import dev.facewire.protocol.http.PatchSession;
import dev.facewire.protocol.http.SessionAnswer;
import dev.facewire.protocol.http.SessionView;
import dev.facewire.protocol.http.WorkersView;
import dev.facewire.protocol.session.FaceSelection;
import dev.facewire.protocol.session.OnLost;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.worker.OfferRequest;
import dev.facewire.protocol.worker.ReleaseRequest;
import dev.facewire.protocol.worker.ReserveRequest;
import dev.facewire.protocol.worker.UpdateRequest;
import dev.facewire.protocol.worker.Verb;
import dev.facewire.protocol.worker.WorkerState;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.multipart.MultipartForm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The HTTP calls, against a real cluster with a fake worker. */
class GatewayIT {
    private static TestCluster cluster;
    private static Gateway gateway;
    private FakeWorker worker;

    @BeforeAll
    static void start() throws Exception {
        cluster = new TestCluster();
        gateway = cluster.gateway(TestCluster.settings());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @AfterEach
    void workerLeaves() throws Exception {
        if (worker != null) {
            worker.die();
            await().until(() -> gateway.workerCount() == 0);
        }
    }

    // --- the way of a session

    @Test
    void aFaceASessionAChangeAndTheEnd() throws Exception {
        worker = cluster.worker("way", 2);
        FaceCreated face =
                body(cluster.sendFace(gateway, "image/png", Pictures.encoded("png", 300, 200)), FaceCreated.class);
        assertThat(face.width()).isEqualTo(256);
        assertThat(face.warnings()).containsExactly("a warning");
        assertThat(face.expiresAt()).endsWith("Z");

        HttpResponse<Buffer> created = create(face.id());
        assertThat(created.statusCode()).isEqualTo(201);
        SessionAnswer answer = body(created, SessionAnswer.class);
        assertThat(created.getHeader("location")).isEqualTo("/v1/sessions/" + answer.id());
        assertThat(answer.sdp()).contains("answer of way to rev 1");
        assertThat(answer.worker()).isEqualTo("way");
        OfferRequest offer = worker.requests(OfferRequest.class).get(0);
        assertThat(offer.face()).containsExactly(7, 7, 7);
        assertThat(offer.trickle()).isFalse();
        assertThat(offer.reservationId()).isNotBlank();
        assertThat(view(answer.id()).state()).isEqualTo(SessionState.CONNECTING);

        worker.connected(answer.id());
        worker.stats(answer.id());
        await().until(() -> view(answer.id()).stats() != null);
        assertThat(view(answer.id()).state()).isEqualTo(SessionState.CONNECTED);

        PatchSession patch =
                new PatchSession(null, new OptionsPatch(null, FaceSelection.ALL, null, null, 0.7, null, null, null));
        SessionView patched = body(cluster.send(gateway, HttpMethod.PATCH, path(answer), patch), SessionView.class);
        assertThat(patched.options().strength()).isEqualTo(0.7);
        assertThat(worker.requests(UpdateRequest.class).get(0).options().faces())
                .isEqualTo(FaceSelection.ALL);

        SessionView ended = body(cluster.delete(gateway, path(answer)), SessionView.class);
        assertThat(ended.state()).isEqualTo(SessionState.ENDED);
        assertThat(ended.stats().framesOut()).isEqualTo(29);
        assertThat(worker.taken()).isZero();
        assertThat(body(cluster.delete(gateway, path(answer)), SessionView.class))
                .isEqualTo(ended);
    }

    @Test
    void aRestartStaysOnTheWorkerAndTheSameRevisionGetsTheSameAnswer() throws Exception {
        worker = cluster.worker("restart", 2);
        SessionAnswer answer = body(create(cluster.face(gateway)), SessionAnswer.class);
        SessionAnswer second = body(next(answer.id(), 2, OfferReason.RESTART), SessionAnswer.class);
        assertThat(second.rev()).isEqualTo(2);
        assertThat(body(next(answer.id(), 2, OfferReason.RESTART), SessionAnswer.class))
                .isEqualTo(second);
        assertThat(worker.requests(OfferRequest.class)).hasSize(2);
        assertThat(worker.requests(ReserveRequest.class)).hasSize(1);

        next(answer.id(), 5, OfferReason.RESTART);
        HttpResponse<Buffer> stale = next(answer.id(), 4, OfferReason.RESTART);
        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(code(stale)).isEqualTo(ErrorCode.STALE_REV);
    }

    @Test
    void aMoveGoesToAnotherWorkerAndWithoutOneToTheSameOverANewConnection() throws Exception {
        worker = cluster.worker("from", 2);
        SessionAnswer answer = body(create(cluster.face(gateway)), SessionAnswer.class);
        SessionAnswer again = body(next(answer.id(), 2, OfferReason.MOVE), SessionAnswer.class);
        assertThat(again.worker()).isEqualTo("from");
        assertThat(worker.requests(ReleaseRequest.class)).as("freed first").hasSize(1);
        assertThat(worker.taken()).isEqualTo(1);
        FakeWorker other = cluster.worker("to", 2);
        try {
            SessionAnswer moved = body(next(answer.id(), 3, OfferReason.MOVE), SessionAnswer.class);
            assertThat(moved.worker()).isEqualTo("to");
            assertThat(worker.taken()).as("kept while the client still uses it").isEqualTo(1);
            assertThat(other.requests(OfferRequest.class)).hasSize(1);
        } finally {
            other.die();
            await().until(() -> gateway.workerCount() == 1);
        }
    }

    @Test
    void aDeletedFaceShieldsTheSessionsThatUseIt() throws Exception {
        worker = cluster.worker("shield", 2);
        String face = cluster.face(gateway);
        SessionAnswer answer = body(create(face), SessionAnswer.class);

        assertThat(cluster.delete(gateway, "/v1/faces/" + face).statusCode()).isEqualTo(204);

        await().untilAsserted(() -> assertThat(worker.requests(UpdateRequest.class))
                .singleElement()
                .satisfies(update -> {
                    assertThat(update.faceRevoked()).isTrue();
                    assertThat(update.sessionId()).isEqualTo(answer.id());
                }));
        assertThat(code(create(face))).isEqualTo(ErrorCode.NO_SUCH_FACE);
        assertThat(code(cluster.delete(gateway, "/v1/faces/" + face))).isEqualTo(ErrorCode.NO_SUCH_FACE);
    }

    @Test
    void aSessionThatCannotBeShieldedIsEnded() throws Exception {
        worker = cluster.worker("deaf", 2);
        String face = cluster.face(gateway);
        SessionAnswer answer = body(create(face), SessionAnswer.class);
        worker.refuse(Verb.UPDATE, ErrorCode.INTERNAL);

        assertThat(cluster.delete(gateway, "/v1/faces/" + face).statusCode()).isEqualTo(204);

        await().untilAsserted(() -> assertThat(view(answer.id()).state()).isEqualTo(SessionState.FAILED));
        await().untilAsserted(() -> assertThat(worker.taken()).isZero());
    }

    // --- workers that refuse, fall silent, die

    @Test
    void withoutAWorkerThePersonIsToldWhatToDo() throws Exception {
        HttpResponse<Buffer> face = cluster.sendFace(gateway, "image/jpeg", Pictures.encoded("jpg", 64, 64));
        assertThat(face.statusCode()).isEqualTo(503);
        assertThat(face.getHeader("retry-after")).isEqualTo("5");
        assertThat(face.bodyAsString()).contains("./facewire node");
        assertThat(code(face)).isEqualTo(ErrorCode.NO_WORKER);
    }

    @Test
    void aFullWorkerIsNoCapacityAndAnEndedSessionMakesRoom() throws Exception {
        worker = cluster.worker("full", 1);
        String face = cluster.face(gateway);
        SessionAnswer answer = body(create(face), SessionAnswer.class);
        HttpResponse<Buffer> none = create(face);
        assertThat(none.statusCode()).isEqualTo(503);
        assertThat(none.getHeader("retry-after")).isEqualTo("2");
        assertThat(code(none)).isEqualTo(ErrorCode.NO_CAPACITY);

        cluster.delete(gateway, path(answer));
        await().untilAsserted(() -> assertThat(create(face).statusCode()).isEqualTo(201));
    }

    @Test
    void aWorkerThatDoesNotAnswerIsPassedOver() throws Exception {
        worker = cluster.worker("silent", 1);
        FakeWorker other = cluster.worker("ready", 3);
        try {
            worker.mute(Verb.RESERVE);
            String face = cluster.face(gateway);
            for (int i = 0; i < 3; i++) {
                assertThat(body(create(face), SessionAnswer.class).worker()).isEqualTo("ready");
            }
        } finally {
            other.die();
            await().until(() -> gateway.workerCount() == 1);
        }
    }

    @Test
    void anOfferThatTheWorkerRefusesGivesTheSlotBack() throws Exception {
        worker = cluster.worker("codec", 1);
        String face = cluster.face(gateway);
        worker.refuse(Verb.OFFER, ErrorCode.NO_CODEC);
        HttpResponse<Buffer> refused = create(face);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(code(refused)).isEqualTo(ErrorCode.NO_CODEC);
        await().untilAsserted(() -> assertThat(worker.taken()).isZero());
    }

    @Test
    void aKilledWorkerFailsItsSessionsWithinASecond() throws Exception {
        worker = cluster.worker("killed", 1);
        SessionAnswer answer = body(create(cluster.face(gateway)), SessionAnswer.class);
        worker.die();
        await().atMost(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(view(answer.id()).state()).isEqualTo(SessionState.FAILED));
        assertThat(view(answer.id()).reason()).contains("worker killed died");
        assertThat(seen("killed")).isEqualTo(WorkerState.GONE);
        HttpResponse<Buffer> restart = next(answer.id(), 2, OfferReason.RESTART);
        assertThat(code(restart)).isEqualTo(ErrorCode.WORKER_GONE);
    }

    @Test
    void aFrozenWorkerFailsThemToo() throws Exception {
        worker = cluster.worker("frozen", 1);
        SessionAnswer answer = body(create(cluster.face(gateway)), SessionAnswer.class);
        worker.freeze();
        await().atMost(Duration.ofMillis(1500))
                .untilAsserted(() -> assertThat(view(answer.id()).state()).isEqualTo(SessionState.FAILED));
        assertThat(view(answer.id()).reason()).contains("fell silent");
    }

    @Test
    void anOfferUnderWayDoesNotWaitForADeadWorker() throws Exception {
        worker = cluster.worker("dying", 1);
        String face = cluster.face(gateway);
        worker.mute(Verb.OFFER);
        long from = System.nanoTime();
        var pending = cluster.request(gateway, HttpMethod.POST, "/v1/sessions")
                .sendBuffer(Buffer.buffer(Json.encode(new CreateSession(OFFER, "offer", face, null))));
        await().until(() -> worker.requests(OfferRequest.class).size() == 1);
        worker.die();
        HttpResponse<Buffer> gone = pending.await(5, TimeUnit.SECONDS);
        assertThat(code(gone)).isEqualTo(ErrorCode.WORKER_GONE);
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofMillis(2500));
    }

    @Test
    void aWorkerIsDrainedByItsId() throws Exception {
        worker = cluster.worker("drained", 1);
        assertThat(cluster.send(gateway, HttpMethod.POST, "/v1/workers/drained/drain", "")
                        .statusCode())
                .isEqualTo(202);
        await().untilAsserted(() -> assertThat(seen("drained")).isEqualTo(WorkerState.DRAINING));
        assertThat(cluster.send(gateway, HttpMethod.POST, "/v1/workers/nobody/drain", "")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aWorkerOfWhichNothingIsHeardJustNowIsWaitedForWhenItIsToDrain() throws Exception {
        Future<HttpResponse<Buffer>> asked = cluster.request(gateway, HttpMethod.POST, "/v1/workers/late/drain")
                .send();
        TimeUnit.MILLISECONDS.sleep(300);
        assertThat(asked.isComplete()).isFalse();
        worker = cluster.worker("late", 1);
        assertThat(asked.await(5, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        await().untilAsserted(() -> assertThat(seen("late")).isEqualTo(WorkerState.DRAINING));
    }

    // --- bad input

    @Test
    void facesThatAreNone() throws Exception {
        worker = cluster.worker("faces", 1);
        refusedFace("image/jpeg", "I am no picture".getBytes(StandardCharsets.UTF_8), 415);
        refusedFace("image/jpeg", new byte[0], 415);
        refusedFace("text/plain", Pictures.encoded("jpg", 8, 8), 415);
        refusedFace("image/png", Pictures.pngHeader(60_000, 60_000), 413);
        refusedFace("image/jpeg", new byte[12 << 20], 413);
        worker.refuse(Verb.INSPECT, ErrorCode.MANY_FACES);
        refusedFace("image/jpeg", Pictures.encoded("jpg", 8, 8), 422);
        worker.refuse(Verb.INSPECT, ErrorCode.NO_FACE);
        refusedFace("image/jpeg", Pictures.encoded("jpg", 8, 8), 422);
    }

    @Test
    void aFormWithPictures() throws Exception {
        worker = cluster.worker("form", 1);
        Buffer image = Buffer.buffer(Pictures.encoded("jpg", 64, 64));
        assertThat(form(MultipartForm.create()
                                .binaryFileUpload("image", "a.jpg", image, "image/jpeg")
                                .binaryFileUpload("image", "b.jpg", image, "image/jpeg"))
                        .statusCode())
                .isEqualTo(201);
        assertThat(form(MultipartForm.create().binaryFileUpload("picture", "a.jpg", image, "image/jpeg"))
                        .statusCode())
                .isEqualTo(400);
        Buffer large = Buffer.buffer(new byte[12 << 20]);
        assertThat(form(MultipartForm.create().binaryFileUpload("image", "a.jpg", large, "image/jpeg"))
                        .statusCode())
                .isEqualTo(413);
        assertThat(cluster.face(gateway)).as("the gateway is well").isNotBlank();
    }

    @Test
    void offersThatAreNone() throws Exception {
        worker = cluster.worker("offers", 1);
        String face = cluster.face(gateway);
        String[] offers = {
            "",
            "garbage",
            "v=0\r\n",
            "x".repeat(70_000),
            OFFER.replace("m=video", "m=audio"),
            OFFER.replace("a=mid:0\r\n", ""),
            OFFER.replace("VP8", "H263")
        };
        for (String sdp : offers) {
            HttpResponse<Buffer> refused = create(face, sdp);
            assertThat(refused.statusCode()).isIn(400, 422);
            assertThat(code(refused)).isIn(ErrorCode.BAD_REQUEST, ErrorCode.BAD_SDP, ErrorCode.NO_CODEC);
        }
        HttpResponse<Buffer> large = create(face, "x".repeat(1 << 20));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(code(large)).isEqualTo(ErrorCode.TOO_LARGE);
        for (String json : new String[] {"", "{", "[]", "{\"face\":\"f\"}"}) {
            HttpResponse<Buffer> refused = cluster.send(gateway, HttpMethod.POST, "/v1/sessions", json);
            assertThat(code(refused)).as(json).isEqualTo(ErrorCode.BAD_REQUEST);
        }
        assertThat(worker.requests(ReserveRequest.class))
                .as("no worker was asked")
                .isEmpty();
    }

    @Test
    void sessionsThatAreNone() throws Exception {
        for (String id : new String[] {"x", "A".repeat(32), "..%2f..", "%00"}) {
            assertThat(code(cluster.get(gateway, "/v1/sessions/" + id))).isEqualTo(ErrorCode.NO_SESSION);
            assertThat(code(cluster.delete(gateway, "/v1/sessions/" + id))).isEqualTo(ErrorCode.NO_SESSION);
            assertThat(code(next(id, 2, OfferReason.RESTART))).isEqualTo(ErrorCode.NO_SESSION);
        }
    }

    @Test
    void theMaskCannotBeTakenOff() throws Exception {
        worker = cluster.worker("mask", 1);
        String face = cluster.face(gateway);
        OptionsPatch pass = new OptionsPatch(null, null, OnLost.PASS, null, null, null, null, null);
        assertThat(code(cluster.send(
                        gateway, HttpMethod.POST, "/v1/sessions", new CreateSession(OFFER, null, face, pass))))
                .isEqualTo(ErrorCode.FORBIDDEN);
        SessionAnswer answer = body(create(face), SessionAnswer.class);
        assertThat(code(cluster.send(gateway, HttpMethod.PATCH, path(answer), new PatchSession(null, pass))))
                .isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(worker.requests(UpdateRequest.class)).isEmpty();
    }

    @Test
    void foreignPagesAndNamesAreTurnedAway() throws Exception {
        assertThat(code(cluster.request(gateway, HttpMethod.GET, "/v1/workers")
                        .virtualHost("evil.example")
                        .send()
                        .await(5, TimeUnit.SECONDS)))
                .isEqualTo(ErrorCode.FORBIDDEN);
        for (String path : new String[] {"/v1/workers", "/v1/signal", "/health/ready", "/metrics"}) {
            assertThat(code(cluster.request(gateway, HttpMethod.GET, path)
                            .putHeader("origin", "https://evil.example")
                            .send()
                            .await(5, TimeUnit.SECONDS)))
                    .isEqualTo(ErrorCode.FORBIDDEN);
        }
    }

    @Test
    void pathsAndMethodsThatAreNot() throws Exception {
        assertThat(code(cluster.get(gateway, "/v1/nothing"))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(code(cluster.send(gateway, HttpMethod.PUT, "/v1/sessions", "{}")))
                .isEqualTo(ErrorCode.METHOD_NOT_ALLOWED);
        assertThat(code(cluster.get(gateway, "/v1/signal"))).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    // --- what operators see

    @Test
    void healthAndMetrics() throws Exception {
        worker = cluster.worker("figures", 3);
        assertThat(cluster.get(gateway, "/health/live").statusCode()).isEqualTo(200);
        assertThat(cluster.get(gateway, "/health/ready").bodyAsString()).contains("\"workers\":1");
        cluster.face(gateway);
        assertThat(cluster.get(gateway, "/metrics").bodyAsString())
                .contains("facewire_workers{state=\"ready\"} 1.0", "facewire_slots 3.0")
                .contains("facewire_http_requests_seconds_count{method=\"POST\",route=\"/v1/faces\",status=\"201\"}");
    }

    private static void refusedFace(String type, byte[] image, int status) throws Exception {
        HttpResponse<Buffer> refused = cluster.sendFace(gateway, type, image);
        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(code(refused)).isNotNull();
    }

    private static HttpResponse<Buffer> form(MultipartForm form) throws Exception {
        return cluster.request(gateway, HttpMethod.POST, "/v1/faces")
                .sendMultipartForm(form)
                .await(20, TimeUnit.SECONDS);
    }

    private static HttpResponse<Buffer> create(String face) throws Exception {
        return create(face, OFFER);
    }

    private static HttpResponse<Buffer> create(String face, String sdp) throws Exception {
        String json = "{\"type\":\"offer\",\"sdp\":" + Json.encode(sdp) + ",\"face\":\"" + face + "\"}";
        return cluster.send(gateway, HttpMethod.POST, "/v1/sessions", json);
    }

    private static HttpResponse<Buffer> next(String id, int rev, OfferReason reason) throws Exception {
        return cluster.send(
                gateway, HttpMethod.POST, "/v1/sessions/" + id + "/offer", new NextOffer(OFFER, "offer", rev, reason));
    }

    private static String path(SessionAnswer answer) {
        return "/v1/sessions/" + answer.id();
    }

    private static SessionView view(String id) throws Exception {
        return body(cluster.get(gateway, "/v1/sessions/" + id), SessionView.class);
    }

    private static WorkerState seen(String id) throws Exception {
        return body(cluster.get(gateway, "/v1/workers"), WorkersView.class).workers().stream()
                .filter(worker -> worker.id().equals(id))
                .findFirst()
                .orElseThrow()
                .state();
    }
}
