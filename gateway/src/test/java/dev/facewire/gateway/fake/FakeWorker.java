package dev.facewire.gateway.fake;

import dev.facewire.cluster.WorkerBus;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.session.OnLost;
import dev.facewire.protocol.session.SessionStats;
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
import dev.facewire.protocol.worker.WorkerAddress;
import dev.facewire.protocol.worker.WorkerEvent;
import dev.facewire.protocol.worker.WorkerReport;
import dev.facewire.protocol.worker.WorkerState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A worker without media: speaks the worker protocol, owns its slots, and can be told to refuse, to fall silent and to
 * die. Safe to command from a test's thread.
 */
public final class FakeWorker {
    private static final long HEARTBEAT_MS = 250;
    private static final SessionStats STATS =
            new SessionStats(30, 29, 1, 28, 1, 0, 0, 5.0, 9.0, 640, 480, "mesh", OnLost.SHIELD);

    private final Vertx vertx;
    private final WorkerBus bus;
    private final String id;
    private final long epoch;
    private final int slots;
    private final AtomicLong seq = new AtomicLong();
    private final Set<String> reserved = ConcurrentHashMap.newKeySet();
    private final Set<String> used = ConcurrentHashMap.newKeySet();
    private final Map<String, String> eventsTo = new ConcurrentHashMap<>();
    private final Map<Verb, Fault> refusals = new ConcurrentHashMap<>();
    private final Set<Verb> mute = ConcurrentHashMap.newKeySet();
    private final Set<NetSocket> links = ConcurrentHashMap.newKeySet();
    private final List<Object> requests = new CopyOnWriteArrayList<>();
    private volatile WorkerState state = WorkerState.READY;
    private final AtomicLong views = new AtomicLong();
    private volatile boolean frozen;
    private NetServer link;
    private MessageConsumer<String> consumer;
    private long timer;

    private FakeWorker(Vertx vertx, String id, long epoch, int slots) {
        this.vertx = vertx;
        this.bus = new WorkerBus(vertx.eventBus());
        this.id = id;
        this.epoch = epoch;
        this.slots = slots;
    }

    /** Starts one with so many slots; returns when it can be reached. */
    public static FakeWorker start(Vertx vertx, String id, int slots) throws Exception {
        FakeWorker worker = new FakeWorker(vertx, id, System.currentTimeMillis(), slots);
        worker.link = vertx.createNetServer().connectHandler(socket -> {
            worker.links.add(socket);
            socket.closeHandler(closed -> worker.links.remove(socket));
        });
        worker.link.listen(0, "127.0.0.1").await(5, TimeUnit.SECONDS);
        worker.consumer = worker.bus.serve(WorkerAddress.of(id, worker.epoch), worker::handle);
        worker.consumer.completion().await(10, TimeUnit.SECONDS);
        worker.timer = vertx.setPeriodic(1, HEARTBEAT_MS, ignored -> worker.report());
        return worker;
    }

    public String id() {
        return id;
    }

    /** Refuses a verb from now on; null takes that back. */
    public void refuse(Verb verb, ErrorCode code) {
        if (code == null) {
            refusals.remove(verb);
        } else {
            refusals.put(verb, new Fault(code, "the fake worker was told to"));
        }
    }

    /** Does not answer a verb from now on. */
    public void mute(Verb verb) {
        mute.add(verb);
    }

    public void become(WorkerState next) {
        state = next;
        report();
    }

    /** As kill -9 does: the link closes, nothing answers, no heartbeat comes. */
    public void die() throws Exception {
        freeze();
        link.close().await(5, TimeUnit.SECONDS);
        links.forEach(NetSocket::close);
        consumer.unregister();
    }

    /** As SIGSTOP does: the link stays open. */
    public void freeze() {
        frozen = true;
        vertx.cancelTimer(timer);
    }

    /** Ends it in an orderly way. */
    public void stop() throws Exception {
        vertx.cancelTimer(timer);
        consumer.unregister().await(5, TimeUnit.SECONDS);
        link.close().await(5, TimeUnit.SECONDS);
    }

    /** Slots that are taken or promised. */
    public int taken() {
        return reserved.size() + used.size();
    }

    /** All requests of a kind, in order. */
    public <T> List<T> requests(Class<T> type) {
        return requests.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The media of a session connects. */
    public void connected(String session) {
        reserved.remove(session);
        used.add(session);
        event(session, WorkerEvent.Type.CONNECTED, null, null, List.of());
        report();
    }

    public void stats(String session) {
        event(session, WorkerEvent.Type.STATS, null, STATS, List.of());
    }

    public void candidate(String session, String candidate) {
        event(session, WorkerEvent.Type.CANDIDATES, null, null, List.of(new IceCandidate(candidate, "0", 0)));
    }

    public void failed(String session, String reason) {
        event(session, WorkerEvent.Type.FAILED, reason, null, List.of());
    }

    private void event(
            String session, WorkerEvent.Type type, String reason, SessionStats stats, List<IceCandidate> candidates) {
        bus.send(
                eventsTo.get(session),
                new WorkerEvent(session, id, epoch, seq.incrementAndGet(), 1, type, true, reason, stats, candidates));
    }

    private void report() {
        if (frozen) {
            return;
        }
        bus.publish(new WorkerReport(
                WorkerReport.VERSION,
                id,
                epoch,
                seq.incrementAndGet(),
                state,
                slots,
                used.size(),
                reserved.size(),
                0.1,
                -1,
                List.of("mesh"),
                Map.of(),
                "fake",
                "localhost",
                ProcessHandle.current().pid(),
                "cpu0",
                "127.0.0.1:" + link.actualPort()));
    }

    private Future<?> handle(Verb verb, String body) {
        Object request = read(verb, body);
        requests.add(request);
        if (frozen || mute.contains(verb)) {
            return Promise.promise().future();
        }
        Fault refusal = refusals.get(verb);
        if (refusal != null) {
            return Future.failedFuture(refusal);
        }
        return Future.succeededFuture(answer(verb, request));
    }

    private static Object read(Verb verb, String body) {
        return switch (verb) {
            case PING, DRAIN -> Json.decode(body, Ack.class);
            case INSPECT -> Json.decode(body, InspectRequest.class);
            case RESERVE -> Json.decode(body, ReserveRequest.class);
            case OFFER -> Json.decode(body, OfferRequest.class);
            case ICE -> Json.decode(body, IceRequest.class);
            case UPDATE -> Json.decode(body, UpdateRequest.class);
            case VIEW -> Json.decode(body, ViewRequest.class);
            case RELEASE -> Json.decode(body, ReleaseRequest.class);
        };
    }

    private Object answer(Verb verb, Object request) {
        return switch (verb) {
            case PING, ICE -> Ack.OK;
            case DRAIN -> {
                become(WorkerState.DRAINING);
                yield Ack.OK;
            }
            case INSPECT -> new InspectReply(new byte[] {7, 7, 7}, 256, 256, 3.5, List.of("a warning"));
            case RESERVE -> reserve((ReserveRequest) request);
            case OFFER -> offer((OfferRequest) request);
            case UPDATE -> {
                UpdateRequest update = (UpdateRequest) request;
                eventsTo.put(update.sessionId(), update.eventsTo());
                yield Ack.OK;
            }
            case VIEW -> {
                ViewRequest view = (ViewRequest) request;
                yield new ViewReply(
                        view.sdp() == null ? null : sdp("view " + view.viewerId(), (int) views.incrementAndGet()));
            }
            case RELEASE -> release((ReleaseRequest) request);
        };
    }

    private ReserveReply reserve(ReserveRequest request) {
        if (taken() >= slots) {
            throw new Fault(ErrorCode.FULL, slots + " of " + slots + " slots are taken");
        }
        reserved.add(request.sessionId());
        eventsTo.put(request.sessionId(), request.eventsTo());
        report();
        return new ReserveReply("r-" + request.sessionId(), slots - taken());
    }

    private OfferReply offer(OfferRequest request) {
        eventsTo.put(request.sessionId(), request.eventsTo());
        return new OfferReply(sdp("answer of " + id + " to rev " + request.rev(), request.rev()), request.rev());
    }

    private static String sdp(String name, int number) {
        return String.join(
                "\r\n",
                "v=0",
                "s=" + name,
                "m=video 9 UDP/TLS/RTP/SAVPF 96",
                "a=mid:0",
                "a=ice-ufrag:fake" + number,
                "a=ice-pwd:abcdefghijklmnopqrstuvwx",
                "a=candidate:1 1 udp 1 10.0.0.9 9000 typ host",
                "");
    }

    private ReleaseReply release(ReleaseRequest request) {
        boolean had = used.remove(request.sessionId()) || reserved.remove(request.sessionId());
        report();
        return new ReleaseReply(had ? STATS : null);
    }
}
