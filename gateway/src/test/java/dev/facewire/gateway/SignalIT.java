package dev.facewire.gateway;

import static dev.facewire.gateway.fake.TestCluster.OFFER;
import static dev.facewire.gateway.fake.TestCluster.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.facewire.cluster.fake.FakeWorker;
import dev.facewire.gateway.fake.SignalClient;
import dev.facewire.gateway.fake.TestCluster;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.http.OfferReason;
import dev.facewire.protocol.http.SessionView;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.session.OnLost;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.signal.MoveCause;
import dev.facewire.protocol.signal.SignalMessage;
import dev.facewire.protocol.signal.SignalMessage.Answer;
import dev.facewire.protocol.signal.SignalMessage.Bye;
import dev.facewire.protocol.signal.SignalMessage.Hello;
import dev.facewire.protocol.signal.SignalMessage.Ice;
import dev.facewire.protocol.signal.SignalMessage.Move;
import dev.facewire.protocol.signal.SignalMessage.Moved;
import dev.facewire.protocol.signal.SignalMessage.Offer;
import dev.facewire.protocol.signal.SignalMessage.Session;
import dev.facewire.protocol.signal.SignalMessage.Stats;
import dev.facewire.protocol.signal.SignalMessage.Update;
import dev.facewire.protocol.worker.IceRequest;
import dev.facewire.protocol.worker.OfferRequest;
import dev.facewire.protocol.worker.UpdateRequest;
import dev.facewire.protocol.worker.WorkerState;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The WebSocket, against a real cluster with a fake worker. */
class SignalIT {
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

    @Test
    void aSessionFromHelloToBye() throws Exception {
        worker = cluster.worker("way", 2);
        try (SignalClient client = hello()) {
            client.send(new Offer(null, OFFER, 1, null, cluster.face(gateway), null));
            Session session = client.next(Session.class);
            assertThat(session.worker()).isEqualTo("way");
            assertThat(session.state()).isEqualTo(SessionState.CONNECTING);
            Answer answer = client.next(Answer.class);
            assertThat(answer.session()).isEqualTo(session.session());
            assertThat(answer.rev()).isEqualTo(1);
            assertThat(worker.requests(OfferRequest.class).get(0).trickle()).isTrue();

            IceCandidate mine = new IceCandidate("candidate:1 1 udp 1 10.0.0.1 9 typ host", "0", 0);
            client.send(new Ice(session.session(), 1, List.of(mine)));
            await().untilAsserted(() -> assertThat(worker.requests(IceRequest.class))
                    .singleElement()
                    .satisfies(ice -> assertThat(ice.candidates()).containsExactly(mine)));
            worker.candidate(session.session(), "candidate:2 1 udp 1 10.0.0.2 9 typ host");
            assertThat(client.next(Ice.class).candidates().get(0).candidate()).contains("10.0.0.2");

            worker.connected(session.session());
            assertThat(client.next(Session.class).state()).isEqualTo(SessionState.CONNECTED);
            worker.stats(session.session());
            assertThat(client.next(Stats.class).stats().framesIn()).isEqualTo(30);

            OptionsPatch weaker = new OptionsPatch(null, null, null, null, 0.6, null, null, null);
            client.send(new Update(session.session(), null, weaker));
            assertThat(client.next(Update.class).session()).isEqualTo(session.session());
            assertThat(worker.requests(UpdateRequest.class).get(0).options().strength())
                    .isEqualTo(0.6);

            client.send(new Bye(session.session(), "done", null));
            assertThat(client.next(Session.class).state()).isEqualTo(SessionState.ENDED);
            assertThat(client.next(Bye.class).stats().framesOut()).isEqualTo(29);
            assertThat(worker.taken()).isZero();
        }
    }

    @Test
    void aKilledWorkerIsToldAtOnce() throws Exception {
        worker = cluster.worker("killed", 1);
        try (SignalClient client = hello()) {
            String session = connect(client);
            long from = System.nanoTime();
            worker.die();
            Session failed = client.next(Session.class);
            assertThat(failed.state()).isEqualTo(SessionState.FAILED);
            assertThat(failed.reason()).contains("worker killed died");
            Move move = client.next(Move.class);
            assertThat(move.session()).isEqualTo(session);
            assertThat(move.cause()).isEqualTo(MoveCause.DIED);
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void afterADeathTheSessionMovesToAnotherWorker() throws Exception {
        worker = cluster.worker("first", 1);
        try (SignalClient client = hello()) {
            String session = connect(client);
            worker.die();
            client.next(Session.class);
            client.next(Move.class);
            worker = cluster.worker("second", 1);
            client.send(new Offer(session, OFFER, 2, OfferReason.MOVE, null, null));
            assertThat(client.next(Session.class).worker()).isEqualTo("second");
            assertThat(client.next(Answer.class).rev()).isEqualTo(2);
            worker.connected(session);
            assertThat(client.next(Session.class).state()).isEqualTo(SessionState.CONNECTED);
        }
    }

    @Test
    void aDrainedWorkersSessionsAreAskedToMoveAndASlotIsHeldForThem() throws Exception {
        worker = cluster.worker("drained", 1);
        try (SignalClient client = hello()) {
            String session = connect(client);
            FakeWorker next = cluster.worker("next", 1);
            assertThat(cluster.send(gateway, HttpMethod.POST, "/v1/workers/drained/drain", "")
                            .statusCode())
                    .isEqualTo(202);
            Move move = client.next(Move.class);
            assertThat(move.cause()).isEqualTo(MoveCause.DRAIN);
            assertThat(next.taken()).as("held").isEqualTo(1);
            assertThat(worker.taken()).as("serves on").isEqualTo(1);
            assertThat(body(cluster.get(gateway, "/v1/sessions/" + session), SessionView.class)
                            .move())
                    .contains("drained");

            client.send(new Offer(session, OFFER, 2, OfferReason.MOVE, null, null));
            assertThat(client.next(Session.class).worker()).isEqualTo("next");
            assertThat(client.next(Answer.class).worker()).isEqualTo("next");
            next.connected(session);
            assertThat(client.next(Session.class).state()).isEqualTo(SessionState.CONNECTED);
            assertThat(worker.taken()).as("until the client says so").isEqualTo(1);
            client.send(new Moved(session, 2));
            await().untilAsserted(() -> assertThat(worker.taken()).isZero());
            assertThat(next.taken()).isEqualTo(1);
            next.die();
            client.next(Session.class);
            client.next(Move.class);
            await().until(() -> gateway.workerCount() == 1);
        }
    }

    @Test
    void whereTheNewWorkerDiesInMidMoveTheSessionStaysOnTheDrainingOne() throws Exception {
        worker = cluster.worker("stays", 1);
        try (SignalClient client = hello()) {
            String session = connect(client);
            FakeWorker next = cluster.worker("dies", 1);
            worker.become(WorkerState.DRAINING);
            client.next(Move.class);
            client.send(new Offer(session, OFFER, 2, OfferReason.MOVE, null, null));
            client.next(Session.class);
            client.next(Answer.class);
            next.die();
            Session back = client.next(Session.class);
            assertThat(back.worker()).isEqualTo("stays");
            assertThat(back.state()).isEqualTo(SessionState.CONNECTED);
            assertThat(worker.taken()).isEqualTo(1);
        }
    }

    @Test
    void aWorkerThatFellSilentAndIsHeardAgainHasItsSessionsBack() throws Exception {
        worker = cluster.worker("silent", 1);
        try (SignalClient client = hello()) {
            String session = connect(client);
            worker.freeze();
            assertThat(client.next(Session.class).state()).isEqualTo(SessionState.FAILED);
            assertThat(client.next(Move.class).cause()).isEqualTo(MoveCause.SILENT);
            worker.thaw();
            await().until(() -> gateway.workerCount() == 1);
            worker.stats(session); // the client stayed, because its media went on
            assertThat(client.next(Session.class).state()).isEqualTo(SessionState.CONNECTED);
            client.next(Stats.class);
            assertThat(worker.taken()).isEqualTo(1);
        }
    }

    @Test
    void aWorkerThatThawsGivesBackTheSlotsOfSessionsThatMovedAway() throws Exception {
        worker = cluster.worker("thaws", 1);
        try (SignalClient client = hello()) {
            String session = connect(client);
            worker.freeze();
            client.next(Session.class);
            client.next(Move.class);
            FakeWorker next = cluster.worker("next", 1);
            client.send(new Offer(session, OFFER, 2, OfferReason.MOVE, null, null));
            client.next(Session.class);
            client.next(Answer.class);
            next.connected(session);
            client.next(Session.class);
            client.send(new Moved(session, 2));
            await().until(() -> next.taken() == 1);
            TimeUnit.MILLISECONDS.sleep(1200); // the release to the frozen one times out
            worker.thaw();
            await().untilAsserted(() -> assertThat(worker.taken()).isZero());
            assertThat(next.taken()).isEqualTo(1);
            next.die();
            client.next(Session.class);
            client.next(Move.class);
            await().until(() -> gateway.workerCount() == 1);
        }
    }

    @Test
    void aSessionThatItsWorkerGaveUpMovesAtOnce() throws Exception {
        worker = cluster.worker("faulty", 2);
        try (SignalClient client = hello()) {
            String session = connect(client);
            worker.failed(session, "the device has a fault");
            assertThat(client.next(Session.class).state()).isEqualTo(SessionState.FAILED);
            assertThat(client.next(Move.class).cause()).isEqualTo(MoveCause.FAILED);
        }
    }

    @Test
    void movedFreesTheSlotThatWasLeft() throws Exception {
        worker = cluster.worker("left", 1);
        try (SignalClient client = hello()) {
            String session = connect(client);
            FakeWorker next = cluster.worker("next", 1);
            client.send(new Offer(session, OFFER, 2, OfferReason.MOVE, null, null));
            client.next(Session.class);
            client.next(Answer.class);
            assertThat(worker.taken()).isEqualTo(1);
            client.send(new Moved(session, 2));
            await().untilAsserted(() -> assertThat(worker.taken()).isZero());
            assertThat(next.taken()).isEqualTo(1);
            next.die();
            await().until(() -> gateway.workerCount() == 1);
        }
    }

    /** There is only one, and the client's network has changed: what the worker says of the old connection is not the session's end. */
    @Test
    void whereThereIsNoOtherWorkerItMovesToItsOwn() throws Exception {
        worker = cluster.worker("only", 1);
        try (SignalClient client = hello()) {
            String session = connect(client);
            client.send(new Offer(session, OFFER, 2, OfferReason.MOVE, null, null));
            Session placed = client.next(Session.class);
            assertThat(placed.state()).isEqualTo(SessionState.CONNECTING);
            assertThat(placed.worker()).isEqualTo("only");
            assertThat(client.next(Answer.class).rev()).isEqualTo(2);
            assertThat(worker.taken()).isEqualTo(1);
            worker.connected(session);
            assertThat(client.next(Session.class).state()).isEqualTo(SessionState.CONNECTED);
            worker.stats(session);
            assertThat(client.next(Stats.class).session()).isEqualTo(session);
        }
    }

    @Test
    void whenTheSocketBreaksTheSessionGoesOnAndCanBeTakenUpAgain() throws Exception {
        worker = cluster.worker("goes-on", 1);
        String session;
        try (SignalClient client = hello()) {
            session = connect(client);
        }
        worker.stats(session);
        try (SignalClient client = hello()) {
            client.send(new Update(session, null, null));
            assertThat(client.next(Session.class).state()).isEqualTo(SessionState.CONNECTED);
            worker.stats(session);
            assertThat(client.next(Stats.class).session()).isEqualTo(session);
        }
        assertThat(worker.taken()).isEqualTo(1);
    }

    @Test
    void twoSessionsOnOneConnectionAreKeptApart() throws Exception {
        worker = cluster.worker("two", 2);
        try (SignalClient client = hello()) {
            String one = connect(client);
            String other = connect(client);
            worker.failed(one, "no more frames");
            Session failed = client.next(Session.class);
            assertThat(failed.session()).isEqualTo(one);
            assertThat(failed.reason()).isEqualTo("no more frames");
            client.next(Move.class);
            worker.stats(other);
            assertThat(client.next(Stats.class).session()).isEqualTo(other);
        }
    }

    @Test
    void helloComesFirst() throws Exception {
        try (SignalClient client = cluster.signal(gateway)) {
            client.send(new Bye("x", null, null));
            assertThat(client.next(SignalMessage.Error.class).code()).isEqualTo(ErrorCode.UNAUTHORIZED);
            assertThat(client.awaitClosed()).isTrue();
            assertThat(client.closeCode()).isEqualTo((short) 1008);
        }
    }

    @Test
    void nonsenseIsAnsweredAndTheConnectionStays() throws Exception {
        try (SignalClient client = hello()) {
            for (String text : new String[] {"", "{", "null", "{\"type\":\"what\"}", "{\"type\":\"ice\"}"}) {
                client.text(text);
                assertThat(client.next(SignalMessage.Error.class).code())
                        .as(text)
                        .isEqualTo(ErrorCode.BAD_REQUEST);
            }
            client.send(new Stats("x", null, null));
            assertThat(client.next(SignalMessage.Error.class).code()).isEqualTo(ErrorCode.BAD_REQUEST);
            client.send(new Bye("A".repeat(32), null, null));
            assertThat(client.next(SignalMessage.Error.class).code()).isEqualTo(ErrorCode.NO_SESSION);
            client.send(new Offer(null, OFFER, 1, null, "no-such-face", null));
            assertThat(client.next(SignalMessage.Error.class).code()).isEqualTo(ErrorCode.NO_SUCH_FACE);
            client.send(new Offer(null, "garbage", 1, null, "f", null));
            assertThat(client.next(SignalMessage.Error.class).code()).isEqualTo(ErrorCode.BAD_SDP);
        }
    }

    @Test
    void aMessageOfAMegabyteEndsTheConnectionOnly() throws Exception {
        try (SignalClient client = hello()) {
            client.text("x".repeat(1 << 20));
            assertThat(client.awaitClosed()).isTrue();
        }
        hello().close();
    }

    @Test
    void whoSendsTooManyMessagesIsToldAndCutOff() throws Exception {
        try (SignalClient client = hello()) {
            for (int i = 0; i < 3000; i++) {
                client.send(new Hello(null, "test", null));
            }
            assertThat(client.awaitClosed()).isTrue();
            assertThat(client.closeCode()).isEqualTo((short) 1008);
            assertThat(client.nextOf(ErrorCode.TOO_MANY).detail()).contains("messages a second");
        }
        hello().close();
    }

    @Test
    void aWorkerIsSentSoManyCandidatesForAnOfferAndNoMore() throws Exception {
        worker = cluster.worker("flooded", 1);
        try (SignalClient client = hello()) {
            String session = connect(client);
            IceCandidate one = new IceCandidate("candidate:1 1 udp 1 10.0.0.1 9 typ host", "0", 0);
            for (int i = 0; i < 20; i++) {
                client.send(new Ice(session, 1, Collections.nCopies(32, one)));
            }
            client.send(new Update(session, null, new OptionsPatch(null, null, null, true, null, null, null, null)));
            client.next(Update.class); // without an error before
            assertThat(worker.requests(IceRequest.class).stream()
                            .mapToInt(ice -> ice.candidates().size())
                            .sum())
                    .isEqualTo(100);
        }
    }

    @Test
    void theMaskCannotBeTakenOff() throws Exception {
        try (SignalClient client = hello()) {
            OptionsPatch pass = new OptionsPatch(null, null, OnLost.PASS, null, null, null, null, null);
            client.send(new Offer(null, OFFER, 1, null, "f", pass));
            assertThat(client.next(SignalMessage.Error.class).code()).isEqualTo(ErrorCode.FORBIDDEN);
        }
    }

    @Test
    void aForeignPageGetsNoConnection() {
        assertThatThrownBy(() ->
                        cluster.signal(cluster.signalOptions(gateway).addHeader("origin", "https://evil.example")))
                .hasMessageContaining("403");
    }

    @Test
    void anotherGatewayServesTheSessionWhenItIsAsked() throws Exception {
        worker = cluster.worker("shared", 1);
        String session;
        try (SignalClient client = hello()) {
            session = connect(client);
        }
        Gateway other = cluster.gateway(TestCluster.settings());
        await().until(() -> other.workerCount() == 1);
        await().untilAsserted(() -> assertThat(
                        cluster.get(other, "/v1/sessions/" + session).statusCode())
                .isEqualTo(200));

        try (SignalClient client = cluster.signal(cluster.signalOptions(other))) {
            client.send(new Hello(null, "test", null));
            client.next(Hello.class);
            client.send(new Update(session, null, null));
            assertThat(client.next(Session.class).worker()).isEqualTo("shared");
            await().until(() -> worker.requests(UpdateRequest.class).size() == 1);
            worker.stats(session);
            client.next(Stats.class);
            client.send(new Offer(session, OFFER, 2, OfferReason.RESTART, null, null));
            assertThat(client.next(Answer.class).sdp()).contains("rev 2");
        }
        cluster.delete(gateway, "/v1/faces/" + faceOf(session));
        await().untilAsserted(() -> assertThat(worker.requests(UpdateRequest.class))
                .as("a face deleted at one gateway shields the sessions of the other")
                .anyMatch(UpdateRequest::faceRevoked));
        SessionView ended = body(cluster.delete(other, "/v1/sessions/" + session), SessionView.class);
        assertThat(ended.state()).isEqualTo(SessionState.ENDED);
        assertThat(worker.taken()).isZero();
    }

    private static String faceOf(String session) throws Exception {
        return body(cluster.get(gateway, "/v1/sessions/" + session), SessionView.class)
                .face();
    }

    private static SignalClient hello() throws Exception {
        SignalClient client = cluster.signal(gateway);
        client.send(new Hello(null, "test", null));
        assertThat(client.next(Hello.class).version()).isEqualTo("test");
        return client;
    }

    private String connect(SignalClient client) throws Exception {
        client.send(new Offer(null, OFFER, 1, null, cluster.face(gateway), null));
        String session = client.next(Session.class).session();
        client.next(Answer.class);
        worker.connected(session);
        assertThat(client.next(Session.class).state()).isEqualTo(SessionState.CONNECTED);
        return session;
    }
}
