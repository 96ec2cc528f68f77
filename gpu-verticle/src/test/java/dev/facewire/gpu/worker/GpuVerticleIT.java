package dev.facewire.gpu.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facewire.cluster.ClusterNode;
import dev.facewire.cluster.ClusterOptions;
import dev.facewire.cluster.ClusterOptions.Role;
import dev.facewire.cluster.WorkerBus;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.protocol.worker.Ack;
import dev.facewire.protocol.worker.IceRequest;
import dev.facewire.protocol.worker.InspectReply;
import dev.facewire.protocol.worker.InspectRequest;
import dev.facewire.protocol.worker.OfferReply;
import dev.facewire.protocol.worker.OfferRequest;
import dev.facewire.protocol.worker.ReleaseReply;
import dev.facewire.protocol.worker.ReleaseRequest;
import dev.facewire.protocol.worker.ReserveReply;
import dev.facewire.protocol.worker.ReserveRequest;
import dev.facewire.protocol.worker.UpdateRequest;
import dev.facewire.protocol.worker.Verb;
import dev.facewire.protocol.worker.ViewReply;
import dev.facewire.protocol.worker.ViewRequest;
import dev.facewire.protocol.worker.WorkerEvent;
import dev.facewire.protocol.worker.WorkerReport;
import dev.facewire.protocol.worker.WorkerState;
import dev.facewire.rtc.OutgoingFrame;
import dev.facewire.rtc.Peer;
import dev.facewire.rtc.PeerConfig;
import dev.facewire.rtc.PeerListener;
import dev.facewire.rtc.ReceivedFrame;
import dev.facewire.rtc.TestPattern;
import dev.facewire.rtc.VideoSettings;
import dev.facewire.vision.enrol.StoredFaces;
import dev.facewire.vision.swap.FakeFaceProcessor;
import dev.facewire.vision.tensor.DeviceSpec;
import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker on a real cluster, asked as a gateway asks, with a real peer before it and a fake engine behind it. */
class GpuVerticleIT {
    private static final VideoSettings SETTINGS = VideoSettings.defaults(true);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TTL = Duration.ofSeconds(3);
    private static final String EVENTS = "gateway.test.events";
    private static final byte[] FACE = StoredFaces.file();
    private static final String VIEWER_OFFER = String.join(
            "\r\n",
            "v=0",
            "o=- 1 2 IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE 0",
            "m=video 9 UDP/TLS/RTP/SAVPF 96",
            "c=IN IP4 0.0.0.0",
            "a=mid:0",
            "a=ice-ufrag:abcd",
            "a=ice-pwd:abcdefghijklmnopqrstuvwx",
            "a=fingerprint:sha-256 " + "00:".repeat(31) + "00",
            "a=setup:actpass",
            "a=recvonly",
            "a=rtcp-mux",
            "a=rtpmap:96 VP8/90000",
            "");

    private static ClusterNode gateway;
    private static ClusterNode node;
    private static WorkerBus bus;

    private final FakeFaceProcessor engine = new FakeFaceProcessor();
    private final List<WorkerEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final WorkerEnd end = new WorkerEnd() {
        @Override
        public void drained() {
            ends.add("drained");
        }

        @Override
        public void faulted(String why) {
            ends.add(why);
        }
    };
    private volatile WorkerReport report;
    private volatile long epoch = System.nanoTime();
    private boolean stripMaxFrameSize;
    private String deployment;
    private String address;
    private Peer client;
    private MessageConsumer<String> reports;
    private MessageConsumer<String> told;

    @BeforeAll
    static void join() throws Exception {
        String cluster = "gpu-it-" + UUID.randomUUID();
        gateway = ClusterNode.join(ClusterOptions.local(cluster, Role.DATA));
        node = ClusterNode.join(ClusterOptions.local(cluster, Role.LITE));
        bus = new WorkerBus(gateway.vertx().eventBus());
    }

    @AfterAll
    static void leave() {
        node.close();
        gateway.close();
    }

    @BeforeEach
    void deploy() throws Exception {
        deploy(options(1, WorkerOptions.MAX_STRESS));
    }

    private static WorkerOptions options(int slots, double maxStress) {
        return new WorkerOptions(slots, 1, maxStress, null, WorkerOptions.HEARTBEAT, TTL, Duration.ofSeconds(3));
    }

    private void deploy(WorkerOptions options) throws Exception {
        WorkerIdentity me =
                new WorkerIdentity("w", epoch, new DeviceSpec("cpu", 0), Map.of("region", "eu"), "test", "host", null);
        reports = bus.onReport(heard -> {
            if (heard.epoch() == epoch) {
                report = heard;
            }
        });
        told = bus.onEvent(EVENTS, events::add);
        get(reports.completion());
        get(told.completion());
        deployment = get(node.vertx().deployVerticle(new GpuVerticle(me, options, () -> engine, end)));
        address = "gpu.w." + epoch;
        await().until(() -> report != null && report.state() == WorkerState.READY);
    }

    @AfterEach
    void undeploy() throws Exception {
        if (client != null) {
            client.close();
        }
        get(node.vertx().undeploy(deployment));
        get(reports.unregister());
        get(told.unregister());
    }

    private static <T> T get(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(15, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Fault fault) {
                throw fault;
            }
            throw e;
        }
    }

    private <T> T ask(Verb verb, Object body, Class<T> reply) throws Exception {
        return get(bus.request(address, verb, body, reply, TIMEOUT));
    }

    private ErrorCode refusal(Verb verb, Object body) throws Exception {
        try {
            ask(verb, body, Ack.class);
        } catch (Fault fault) {
            return fault.code();
        }
        throw new AssertionError(verb + " was not refused");
    }

    private ReserveRequest reserve(String session) {
        return new ReserveRequest(session, SessionOptions.DEFAULTS, TTL.toMillis(), EVENTS);
    }

    private String reserved(String session) throws Exception {
        return ask(Verb.RESERVE, reserve(session), ReserveReply.class).reservationId();
    }

    private OfferRequest offer(String session, String reservation, int rev, String sdp) {
        return new OfferRequest(session, reservation, rev, sdp, true, FACE, SessionOptions.DEFAULTS, List.of(), EVENTS);
    }

    /** Connects a real client and leaves it streaming the test pattern on each call of {@link #returned}. */
    private OfferRequest connect(String session) throws Exception {
        OfferRequest offer = dial(session, reserved(session), 1);
        await().atMost(TIMEOUT).until(() -> {
            takeCandidates(1);
            return events.stream().anyMatch(event -> event.type() == WorkerEvent.Type.CONNECTED);
        });
        return offer;
    }

    /** Makes a new {@link #client} and has its offer answered. */
    private OfferRequest dial(String session, String reservation, int rev) throws Exception {
        List<IceCandidate> candidates = new CopyOnWriteArrayList<>();
        client = Peer.open(new PeerConfig("client"), new PeerListener() {
            @Override
            public void onCandidate(IceCandidate candidate) {
                candidates.add(candidate);
            }
        });
        OfferRequest offer =
                offer(session, reservation, rev, client.offer(SETTINGS).get(5, TimeUnit.SECONDS));
        String answer = ask(Verb.OFFER, offer, OfferReply.class).sdp();
        // the sender scales down by itself where the answer names the largest frame; a hostile one does not
        client.acceptAnswer(stripMaxFrameSize ? answer.replaceAll(";?max-fs=\\d+", "") : answer, 2500)
                .get(5, TimeUnit.SECONDS);
        await().until(() -> !candidates.isEmpty());
        ask(Verb.ICE, new IceRequest(session, rev, List.copyOf(candidates), EVENTS), Ack.class);
        return offer;
    }

    private void takeCandidates(int rev) throws Exception {
        for (WorkerEvent event : events) {
            if (event.rev() == rev && !event.candidates().isEmpty()) {
                client.addCandidates(event.candidates()).get(5, TimeUnit.SECONDS);
            }
        }
    }

    /** Sends a frame of mid grey and returns the mean of what came back, or −1. */
    private double returned() {
        OutgoingFrame frame = client.outgoing().allocate(320, 240);
        TestPattern.fill(frame.view(), 1);
        for (int i = 0; i < frame.view().y().capacity(); i++) {
            frame.view().y().put(i, (byte) 200);
        }
        client.outgoing().push(frame, 0);
        try (ReceivedFrame back = client.incoming().take()) {
            if (back == null) {
                return -1;
            }
            double sum = 0;
            for (int i = 0; i < 320; i++) {
                sum += back.view().y().get(100 * back.view().strideY() + i) & 0xff;
            }
            return sum / 320;
        }
    }

    private void awaitReturned(double from, double to) {
        await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(33))
                .until(() -> {
                    double mean = returned();
                    return mean >= from && mean <= to;
                });
    }

    @Test
    void aSessionRunsFromItsReservationToItsRelease() throws Exception {
        OfferRequest offer = connect("s1");
        awaitReturned(40, 70); // 200 turned over is 55: worked on, and not echoed
        await().until(() -> report.used() == 1 && report.reserved() == 0);
        await().atMost(TIMEOUT).until(() -> events.stream()
                .anyMatch(event ->
                        event.type() == WorkerEvent.Type.STATS && event.stats().facesSwapped() > 0));
        assertThat(ask(Verb.OFFER, offer, OfferReply.class).sdp())
                .as("the same revision gets the same answer")
                .isEqualTo(ask(Verb.OFFER, offer, OfferReply.class).sdp());

        ask(Verb.UPDATE, new UpdateRequest("s1", null, null, true, EVENTS), Ack.class);
        awaitReturned(0, 30); // covered
        ask(Verb.UPDATE, new UpdateRequest("s1", null, FACE, false, EVENTS), Ack.class);
        awaitReturned(40, 70);

        ReleaseReply last = ask(Verb.RELEASE, new ReleaseRequest("s1", "done"), ReleaseReply.class);
        assertThat(last.stats().framesOut()).isPositive();
        assertThat(last.stats().framesShielded()).isPositive();
        await().until(() -> report.used() == 0);
        assertThat(events).anyMatch(event -> event.type() == WorkerEvent.Type.ENDED);
        assertThat(ask(Verb.RELEASE, new ReleaseRequest("s1", "again"), ReleaseReply.class)
                        .stats())
                .as("releasing what is gone is no error")
                .isNull();
    }

    @Test
    void anEngineThatThrowsLetsNoFrameOut() throws Exception {
        engine.throwing = true;
        connect("s1");
        for (int i = 0; i < 40; i++) {
            assertThat(returned()).isEqualTo(-1);
            TimeUnit.MILLISECONDS.sleep(25);
        }
        engine.throwing = false;
        awaitReturned(40, 70);
    }

    @Test
    void refusalsHaveTheirNames() throws Exception {
        String reservation = reserved("s1");
        assertThat(refusal(Verb.RESERVE, reserve("s2"))).isEqualTo(ErrorCode.FULL);
        assertThat(refusal(Verb.OFFER, offer("s1", "another", 1, "v=0"))).isEqualTo(ErrorCode.NO_RESERVATION);
        assertThat(refusal(Verb.ICE, new IceRequest("s9", 1, List.of(), EVENTS)))
                .isEqualTo(ErrorCode.NO_SESSION);
        assertThat(refusal(Verb.INSPECT, new InspectRequest(List.of(new byte[1]))))
                .isEqualTo(ErrorCode.NO_FACE);
        assertThat(ask(Verb.INSPECT, new InspectRequest(List.of(FACE)), InspectReply.class)
                        .crop())
                .isEqualTo(FACE);
        assertThat(refusal(Verb.RESERVE, Map.of("nonsense", 1))).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(refusal(Verb.OFFER, offer("s1", reservation, 1, "garbage"))).isEqualTo(ErrorCode.BAD_SDP);
        reserved("s2"); // what was refused holds no slot
    }

    @Test
    void aReservationThatNobodyUsesRunsOut() throws Exception {
        reserved("s1");
        await().until(() -> report.reserved() == 1);
        await().atMost(TTL.plusSeconds(5)).until(() -> report.reserved() == 0);
        reserved("s2");
    }

    @Test
    void aClientThatVanishesAfterTheOfferGivesItsSlotBack() throws Exception {
        String reservation = reserved("s1");
        client = Peer.open(new PeerConfig("client"), new PeerListener() {});
        String sdp = client.offer(SETTINGS).get(5, TimeUnit.SECONDS);
        ask(Verb.OFFER, offer("s1", reservation, 1, sdp), OfferReply.class);
        client.close();
        await().atMost(TTL.plusSeconds(10)).until(() -> report.reserved() == 0 && report.used() == 0);
    }

    @Test
    void aDrainingWorkerTakesNobodyElseAndWaitsForThoseItHas() throws Exception {
        connect("s1");
        ask(Verb.DRAIN, Ack.OK, Ack.class);
        assertThat(refusal(Verb.RESERVE, reserve("s2"))).isEqualTo(ErrorCode.DRAINING);
        await().until(() -> report.state() == WorkerState.DRAINING);
        awaitReturned(40, 70);
        assertThat(ends).isEmpty();
        ask(Verb.RELEASE, new ReleaseRequest("s1", "moved"), ReleaseReply.class);
        await().untilAsserted(() -> assertThat(ends).containsExactly("drained"));
    }

    @Test
    void sessionsThatDontLeaveADrainingWorkerInTimeAreGivenUp() throws Exception {
        connect("s1");
        ask(Verb.DRAIN, Ack.OK, Ack.class);
        await().atMost(TIMEOUT.multipliedBy(2))
                .untilAsserted(() -> assertThat(ends).containsExactly("drained"));
        assertThat(events)
                .filteredOn(event -> event.type() == WorkerEvent.Type.FAILED)
                .singleElement()
                .satisfies(event -> assertThat(event.retryable()).isTrue());
    }

    @Test
    void aWorkerThatIsOverloadedRefusesThoughSlotsAreFree() throws Exception {
        connect("s1");
        engine.workMs = 150; // six frames a second are done, and many more come, on a busy machine too
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(33))
                .until(() -> {
                    returned();
                    return report.stress() > WorkerOptions.MAX_STRESS + 0.5;
                });
        ask(Verb.RELEASE, new ReleaseRequest("s1", "done"), ReleaseReply.class);
        assertThat(refusal(Verb.RESERVE, reserve("s2"))).isEqualTo(ErrorCode.OVERLOADED);
        await().atMost(Duration.ofSeconds(10)).until(() -> report.stress() < 0.5);
        reserved("s2");
    }

    @Test
    void aClientThatJustClosesItsConnectionFreesItsSlotAtOnce() throws Exception {
        connect("s1");
        awaitReturned(40, 70);
        client.close();
        await().atMost(TIMEOUT).until(() -> report.used() == 0); // silence alone takes 15 s
        assertThat(events)
                .filteredOn(event -> event.type() == WorkerEvent.Type.FAILED)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.retryable()).isFalse();
                    assertThat(event.reason()).isEqualTo("the client closed the connection");
                });
        reserved("s2");
    }

    @Test
    void aPageThatIsLoadedAgainTakesItsSessionOver() throws Exception {
        OfferRequest before = connect("s1");
        awaitReturned(40, 70);
        try (Peer first = client) {
            dial("s1", before.reservationId(), 2);
            assertThat(client).isNotSameAs(first);
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                takeCandidates(2);
                return client.stats().get(5, TimeUnit.SECONDS).roundTripMs() >= 0;
            });
            awaitReturned(40, 70);
        }
        // its old connection's end does not end it
        int heard = events.size();
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(33))
                .until(() -> {
                    returned();
                    return events.size() >= heard + 2;
                });
        assertThat(events).noneMatch(event -> event.type() == WorkerEvent.Type.FAILED);
        awaitReturned(40, 70);
        assertThat(report.used()).isEqualTo(1);
    }

    @Test
    void anOfferOfAnotherClientThatCantBeAnsweredLeavesTheSessionAsItIs() throws Exception {
        OfferRequest before = connect("s1");
        awaitReturned(40, 70);
        String useless = before.sdp()
                .replaceAll("a=fingerprint:sha-256 ..", "a=fingerprint:sha-256 00")
                .replaceAll("(VP8|VP9|H264|AV1)/90000", "H265/90000");
        assertThat(refusal(Verb.OFFER, offer("s1", before.reservationId(), 2, useless)))
                .isEqualTo(ErrorCode.NO_CODEC);
        awaitReturned(40, 70);
    }

    @Test
    void aSessionThatGoesOnSendingTooLargeFramesIsEnded() throws Exception {
        stripMaxFrameSize = true;
        connect("s1");
        awaitReturned(40, 70);
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    try (OutgoingFrame frame = client.outgoing().allocate(4224, 2376)) {
                        client.outgoing().push(frame, 0);
                    }
                    return events.stream().anyMatch(event -> event.type() == WorkerEvent.Type.FAILED);
                });
        assertThat(events)
                .filteredOn(event -> event.type() == WorkerEvent.Type.FAILED)
                .singleElement()
                .satisfies(event -> assertThat(event.reason()).startsWith("FRAME_TOO_LARGE"));
        assertThat(events)
                .filteredOn(event -> event.type() == WorkerEvent.Type.STATS)
                .anySatisfy(event -> assertThat(event.stats().warning()).contains("4224x2376"));
        await().atMost(TIMEOUT).until(() -> report.used() == 0);
    }

    @Test
    void viewersAreLoadThatRefusesSessions() throws Exception {
        get(node.vertx().undeploy(deployment));
        report = null;
        long next = epoch + 1; // another incarnation
        epoch = next;
        deploy(options(2, 0.5));
        connect("s1");
        awaitReturned(40, 70);
        ask(Verb.RESERVE, reserve("s2"), ReserveReply.class);
        ask(Verb.RELEASE, new ReleaseRequest("s2", "done"), ReleaseReply.class);
        for (int i = 0; i < 8; i++) {
            ask(
                    Verb.VIEW,
                    new ViewRequest("s1", "v" + i, VIEWER_OFFER, List.of(), false, 1000, List.of()),
                    ViewReply.class);
        }
        assertThat(refusal(Verb.RESERVE, reserve("s2"))).isEqualTo(ErrorCode.OVERLOADED);
    }

    @Test
    void aDeviceWithAFaultIsReportedAndItsSessionsAreSentElsewhere() throws Exception {
        connect("s1");
        engine.fatal = true;
        await().atMost(TIMEOUT).until(() -> {
            returned();
            return report.state() == WorkerState.FAULTED;
        });
        assertThat(ends).singleElement().asString().contains("out of memory");
        await().untilAsserted(() -> assertThat(events)
                .filteredOn(event -> event.type() == WorkerEvent.Type.FAILED)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.retryable()).isTrue();
                    assertThat(event.reason()).contains("out of memory");
                }));
        assertThat(refusal(Verb.RESERVE, reserve("s2"))).isEqualTo(ErrorCode.FAULTED);
        assertThat(refusal(Verb.INSPECT, new InspectRequest(List.of(FACE)))).isEqualTo(ErrorCode.FAULTED);
        assertThat(report.used()).isZero();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void framesGoOnWhileAPhotoIsRead() throws Exception {
        connect("s1");
        awaitReturned(40, 70);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        engine.reading = () -> {
            begun.countDown();
            awaitQuietly(read);
        };
        Future<InspectReply> upload = bus.request(
                address, Verb.INSPECT, new InspectRequest(List.of(FACE)), InspectReply.class, InspectRequest.TIMEOUT);
        try {
            assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
            long before = engine.frames;
            await().pollInterval(Duration.ofMillis(33)).until(() -> {
                returned();
                return engine.frames >= before + 20;
            });
            ask(Verb.UPDATE, new UpdateRequest("s1", null, FACE, false, EVENTS), Ack.class);
            assertThat(upload.isComplete()).as("it is being read all the time").isFalse();
        } finally {
            read.countDown();
        }
        assertThat(get(upload).crop()).isEqualTo(FACE);
    }

    @Test
    void aCallThatHangsOnTheDeviceFailsInTimeAndGivesTheDeviceUp() throws Exception {
        connect("s1");
        CountDownLatch released = new CountDownLatch(1);
        engine.looking = () -> awaitQuietly(released);
        try {
            Fault fault = null;
            try {
                get(bus.request(
                        address,
                        Verb.INSPECT,
                        new InspectRequest(List.of(FACE)),
                        InspectReply.class,
                        InspectRequest.TIMEOUT));
            } catch (Fault thrown) {
                fault = thrown;
            }
            assertThat(fault).isNotNull();
            assertThat(fault.code()).isEqualTo(ErrorCode.WORKER_TIMEOUT);
            assertThat(fault.detail()).as("the worker's own words").contains("the photo took longer than 9 s");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(ends).singleElement().asString().contains("hangs: 'look'"));
            assertThat(refusal(Verb.RESERVE, reserve("s2"))).isEqualTo(ErrorCode.FAULTED);
        } finally {
            released.countDown();
        }
    }
}
