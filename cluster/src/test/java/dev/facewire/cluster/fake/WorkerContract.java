package dev.facewire.cluster.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facewire.cluster.WorkerBus;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
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
import dev.facewire.protocol.worker.WorkerAddress;
import dev.facewire.protocol.worker.WorkerEvent;
import dev.facewire.protocol.worker.WorkerReport;
import dev.facewire.protocol.worker.WorkerState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every worker does, whatever is behind it: docs/reference/worker-protocol.md as tests. Each runs against a new
 * worker with two slots and the engine {@code mesh}.
 */
public abstract class WorkerContract {
    protected static final String EVENTS = "gateway.contract.events";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(10);

    protected final Vertx vertx = Vertx.vertx();
    protected final WorkerBus bus = new WorkerBus(vertx.eventBus());
    protected final List<WorkerEvent> events = new CopyOnWriteArrayList<>();
    protected volatile WorkerReport report;
    private final List<WorkerReport> reports = new CopyOnWriteArrayList<>();

    /** Starts the worker in this life, with two slots. */
    protected abstract void startWorker(String id, long epoch) throws Exception;

    /** A stored face that the worker can read. */
    protected byte[] face() {
        return new byte[100];
    }

    /** An offer that the worker can answer. */
    protected abstract String offerSdp() throws Exception;

    /** Makes the media of the session connect, whose offer of this revision was answered so. */
    protected abstract void connectMedia(String session, int rev, String answer) throws Exception;

    /** Breaks the device. */
    protected abstract void breakDevice() throws Exception;

    /** Closes what the worker's side needs; the event bus is closed after. */
    protected abstract void stopWorker() throws Exception;

    @BeforeEach
    void start() throws Exception {
        bus.onReport(heard -> {
            report = heard;
            reports.add(heard);
        });
        bus.onEvent(EVENTS, events::add);
        startWorker("contract", 1000);
        await().atMost(SOON).until(() -> report != null && report.state() == WorkerState.READY);
    }

    @AfterEach
    void stop() throws Exception {
        stopWorker();
        get(vertx.close());
    }

    protected static <T> T get(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(15, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Fault fault) {
                throw fault;
            }
            throw e;
        }
    }

    protected final <T> T ask(Verb verb, Object body, Class<T> reply) throws Exception {
        return get(bus.request(WorkerAddress.of("contract", 1000), verb, body, reply, TIMEOUT));
    }

    private ErrorCode refusal(Verb verb, Object body) throws Exception {
        try {
            ask(verb, body, Ack.class);
        } catch (Fault fault) {
            return fault.code();
        }
        throw new AssertionError(verb + " was not refused");
    }

    private static ReserveRequest reserve(String session, long ttlMs) {
        return new ReserveRequest(session, SessionOptions.DEFAULTS, ttlMs, EVENTS);
    }

    private String reserved(String session) throws Exception {
        return ask(Verb.RESERVE, reserve(session, 15_000), ReserveReply.class).reservationId();
    }

    private OfferRequest offer(String session, String reservation, int rev) throws Exception {
        return new OfferRequest(
                session, reservation, rev, offerSdp(), true, face(), SessionOptions.DEFAULTS, List.of(), EVENTS);
    }

    private String live(String session, int rev) throws Exception {
        String reservation = reserved(session);
        OfferReply answer = ask(Verb.OFFER, offer(session, reservation, rev), OfferReply.class);
        connectMedia(session, rev, answer.sdp());
        await().atMost(SOON).until(() -> events.stream().anyMatch(event -> event.type() == WorkerEvent.Type.CONNECTED));
        return reservation;
    }

    @Test
    void itsReportsSayWhoItIsAndAreCounted() {
        await().atMost(SOON).until(() -> reports.size() >= 3);
        assertThat(reports).extracting(WorkerReport::seq).isSorted().doesNotHaveDuplicates();
        assertThat(report.workerId()).isEqualTo("contract");
        assertThat(report.epoch()).isEqualTo(1000);
        assertThat(report.slots()).isEqualTo(2);
        assertThat(report.models()).contains("mesh");
        assertThat(report.stress()).isBetween(0.0, 1.0);
    }

    @Test
    void aPingIsAnswered() throws Exception {
        assertThat(ask(Verb.PING, Ack.OK, Ack.class)).isEqualTo(Ack.OK);
    }

    @Test
    void aSlotIsGivenOnceAndRenewedForWhoHasIt() throws Exception {
        ReserveReply first = ask(Verb.RESERVE, reserve("s1", 15_000), ReserveReply.class);
        assertThat(first.free()).isEqualTo(1);
        assertThat(ask(Verb.RESERVE, reserve("s1", 15_000), ReserveReply.class)).isEqualTo(first);
        String second = reserved("s2");
        assertThat(second).isNotEqualTo(first.reservationId());
        assertThat(refusal(Verb.RESERVE, reserve("s3", 15_000))).isEqualTo(ErrorCode.FULL);
        assertThat(reserved("s1")).as("renewed though full").isEqualTo(first.reservationId());
        await().atMost(SOON).until(() -> report.reserved() == 2 && report.used() == 0);
    }

    @Test
    void aReservationRunsOut() throws Exception {
        String reservation =
                ask(Verb.RESERVE, reserve("s1", 300), ReserveReply.class).reservationId();
        await().atMost(SOON).until(() -> report.reserved() == 1);
        await().atMost(SOON).until(() -> report.reserved() == 0);
        assertThat(refusal(Verb.OFFER, offer("s1", reservation, 1))).isEqualTo(ErrorCode.NO_RESERVATION);
    }

    @Test
    void anOfferNeedsItsReservation() throws Exception {
        assertThat(refusal(Verb.OFFER, offer("s1", "none", 1))).isEqualTo(ErrorCode.NO_RESERVATION);
        reserved("s1");
        String others = reserved("s2");
        assertThat(refusal(Verb.OFFER, offer("s1", others, 1))).isEqualTo(ErrorCode.NO_RESERVATION);
    }

    @Test
    void theSameRevisionGetsTheSameAnswerAndALowerOneNone() throws Exception {
        String reservation = reserved("s1");
        OfferRequest third = offer("s1", reservation, 3); // a session that moved here comes with a later revision
        OfferReply answer = ask(Verb.OFFER, third, OfferReply.class);
        assertThat(answer.rev()).isEqualTo(3);
        assertThat(ask(Verb.OFFER, third, OfferReply.class)).isEqualTo(answer);
        assertThat(refusal(Verb.OFFER, offer("s1", reservation, 2))).isEqualTo(ErrorCode.STALE_REV);
        assertThat(refusal(Verb.ICE, new IceRequest("s1", 2, List.of(), EVENTS)))
                .isEqualTo(ErrorCode.STALE_REV);
        assertThat(ask(Verb.ICE, new IceRequest("s1", 3, List.of(), EVENTS), Ack.class))
                .isEqualTo(Ack.OK);
    }

    @Test
    void connectedMediaMakesTheSlotAUsedOneAndReleasingFreesIt() throws Exception {
        live("s1", 1);
        await().atMost(SOON).until(() -> report.used() == 1 && report.reserved() == 0);
        ask(Verb.UPDATE, new UpdateRequest("s1", null, null, false, EVENTS), Ack.class);
        assertThat(ask(Verb.RELEASE, new ReleaseRequest("s1", "done"), ReleaseReply.class)
                        .stats())
                .isNotNull();
        await().atMost(SOON).until(() -> report.used() == 0);
        await().atMost(SOON).untilAsserted(() -> assertThat(events)
                .filteredOn(event -> event.type() == WorkerEvent.Type.ENDED)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.sessionId()).isEqualTo("s1");
                    assertThat(event.workerId()).isEqualTo("contract");
                    assertThat(event.epoch()).isEqualTo(1000);
                    assertThat(event.reason()).isEqualTo("done");
                }));
        assertThat(events).extracting(WorkerEvent::seq).isSorted().doesNotHaveDuplicates();
        assertThat(ask(Verb.RELEASE, new ReleaseRequest("s1", "again"), ReleaseReply.class)
                        .stats())
                .as("releasing what is gone is no error")
                .isNull();
    }

    @Test
    void whatItDoesNotHaveItSays() throws Exception {
        assertThat(refusal(Verb.ICE, new IceRequest("s9", 1, List.of(), EVENTS)))
                .isEqualTo(ErrorCode.NO_SESSION);
        assertThat(refusal(Verb.UPDATE, new UpdateRequest("s9", null, null, false, EVENTS)))
                .isEqualTo(ErrorCode.NO_SESSION);
        SessionOptions other = new SessionOptions(
                "another",
                SessionOptions.DEFAULTS.faces(),
                SessionOptions.DEFAULTS.onLost(),
                true,
                1,
                true,
                5000,
                "VP8");
        assertThat(refusal(Verb.RESERVE, new ReserveRequest("s1", other, 1000, EVENTS)))
                .isEqualTo(ErrorCode.NO_MODEL);
    }

    @Test
    void whatIsNoRequestIsRefusedByName() throws Exception {
        assertThat(refusal(Verb.RESERVE, Map.of("nonsense", 1))).isEqualTo(ErrorCode.BAD_REQUEST);
        DeliveryOptions unknown = new DeliveryOptions().addHeader(WorkerAddress.VERB, "dance");
        for (DeliveryOptions options : List.of(unknown, new DeliveryOptions())) {
            try {
                get(vertx.eventBus().request(WorkerAddress.of("contract", 1000), "{}", options));
                throw new AssertionError("it danced");
            } catch (ExecutionException refused) {
                assertThat(refused.getCause()).isInstanceOf(ReplyException.class);
                assertThat(Fault.fromWire(refused.getCause().getMessage()).code())
                        .isEqualTo(ErrorCode.BAD_REQUEST);
            }
        }
    }

    @Test
    void lookingAtAFaceTakesNoSlot() throws Exception {
        reserved("s1");
        reserved("s2");
        assertThat(ask(Verb.INSPECT, new InspectRequest(List.of(face())), InspectReply.class)
                        .crop())
                .isNotEmpty();
        assertThat(refusal(Verb.INSPECT, new InspectRequest(List.of(new byte[1]))))
                .isEqualTo(ErrorCode.NO_FACE);
        assertThat(report.used() + report.reserved()).isEqualTo(2);
    }

    @Test
    void aDrainingWorkerTakesNobodyAndServesThoseItHas() throws Exception {
        live("s1", 1);
        assertThat(ask(Verb.DRAIN, Ack.OK, Ack.class)).isEqualTo(Ack.OK);
        await().atMost(SOON).until(() -> report.state() == WorkerState.DRAINING);
        assertThat(refusal(Verb.RESERVE, reserve("s2", 1000))).isEqualTo(ErrorCode.DRAINING);
        assertThat(refusal(Verb.RESERVE, reserve("s1", 1000)))
                .as("renewals too")
                .isEqualTo(ErrorCode.DRAINING);
        assertThat(report.used()).isEqualTo(1);
        assertThat(ask(Verb.UPDATE, new UpdateRequest("s1", null, null, false, EVENTS), Ack.class))
                .isEqualTo(Ack.OK);
        assertThat(events).noneMatch(event -> event.type() == WorkerEvent.Type.FAILED);
    }

    @Test
    void aFaultSendsItsSessionsElsewhere() throws Exception {
        live("s1", 1);
        breakDevice();
        await().atMost(SOON).until(() -> report.state() == WorkerState.FAULTED && report.used() == 0);
        await().atMost(SOON).untilAsserted(() -> assertThat(events)
                .filteredOn(event -> event.type() == WorkerEvent.Type.FAILED)
                .singleElement()
                .satisfies(event -> assertThat(event.retryable()).isTrue()));
        assertThat(refusal(Verb.RESERVE, reserve("s2", 1000))).isEqualTo(ErrorCode.FAULTED);
        assertThat(ask(Verb.PING, Ack.OK, Ack.class)).isEqualTo(Ack.OK);
        assertThat(ask(Verb.RELEASE, new ReleaseRequest("s1", "late"), ReleaseReply.class))
                .isNotNull();
    }

    @Test
    void whatIsMeantForAnotherLifeDoesNotReachIt() throws Exception {
        try {
            get(bus.request(WorkerAddress.of("contract", 999), Verb.PING, Ack.OK, Ack.class, TIMEOUT));
            throw new AssertionError("it answered");
        } catch (Fault fault) {
            assertThat(fault.code()).isIn(ErrorCode.WORKER_GONE, ErrorCode.STALE_EPOCH);
        }
    }
}
