package dev.facewire.cluster.fake;

import dev.facewire.cluster.WorkerBus;
import dev.facewire.cluster.slot.Reservations;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A worker without media: speaks the whole worker protocol (it passes {@link WorkerContract}, as the real one does), owns
 * its slots, and can be told to refuse, to fall silent and to die. Safe to command from a test's thread.
 */
public final class FakeWorker {
    private static final long HEARTBEAT_MS = 250;
    private static final double MAX_STRESS = 1.25;
    private static final SessionStats STATS =
            new SessionStats(30, 29, 1, 28, 1, 0, 0, 5.0, 9.0, 640, 480, "mesh", OnLost.SHIELD);
    private static final int SMALLEST_PICTURE = 10;

    private final Vertx vertx;
    private final WorkerBus bus;
    private final String id;
    private final long epoch;
    private final AtomicLong seq = new AtomicLong();
    private final Reservations reservations; // guarded by itself
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final Map<Verb, Fault> refusals = new ConcurrentHashMap<>();
    private final Set<Verb> mute = ConcurrentHashMap.newKeySet();
    private final Set<NetSocket> links = ConcurrentHashMap.newKeySet();
    private final List<Object> requests = new CopyOnWriteArrayList<>();
    private volatile boolean keepRequests = true;
    private volatile WorkerState state = WorkerState.READY;
    private volatile double stress = 0.1;
    private final AtomicLong views = new AtomicLong();
    private volatile boolean frozen;
    private volatile long connectAfterMs;
    private NetServer link;
    private MessageConsumer<String> consumer;
    private long timer;

    /** A session as the worker knows it. */
    private static final class Session {
        private volatile String eventsTo;
        private volatile int rev;
        private volatile OfferReply answer;

        Session(String eventsTo) {
            this.eventsTo = eventsTo;
        }
    }

    private FakeWorker(Vertx vertx, String id, long epoch, int slots) {
        this.vertx = vertx;
        this.bus = new WorkerBus(vertx.eventBus());
        this.id = id;
        this.epoch = epoch;
        this.reservations = new Reservations(slots);
    }

    /** Starts one with so many slots; returns when it can be reached. */
    public static FakeWorker start(Vertx vertx, String id, int slots) throws Exception {
        return start(vertx, id, System.currentTimeMillis(), slots);
    }

    /** Starts one in a life of its own choosing. */
    public static FakeWorker start(Vertx vertx, String id, long epoch, int slots) throws Exception {
        FakeWorker worker = new FakeWorker(vertx, id, epoch, slots);
        worker.link = vertx.createNetServer().connectHandler(socket -> {
            worker.links.add(socket);
            socket.closeHandler(closed -> worker.links.remove(socket));
        });
        worker.link.listen(0, "127.0.0.1").await(5, TimeUnit.SECONDS);
        worker.consumer = worker.bus.serve(worker.address(), worker::handle);
        worker.consumer.completion().await(10, TimeUnit.SECONDS);
        worker.beat();
        return worker;
    }

    private void beat() {
        timer = vertx.setPeriodic(1, HEARTBEAT_MS, ignored -> {
            expire();
            report();
        });
    }

    public String id() {
        return id;
    }

    public String address() {
        return WorkerAddress.of(id, epoch);
    }

    /** Forgets what it is asked, for runs with very many requests. */
    public void forgetRequests() {
        keepRequests = false;
        requests.clear();
    }

    /** From now on media connects by itself, so long after the first answer. */
    public void connectAfter(Duration delay) {
        connectAfterMs = delay.toMillis();
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

    /** Its device is so hard at work. */
    public void stress(double value) {
        stress = value;
        report();
    }

    /** Its device breaks: what it has is sent elsewhere. */
    public void fault(String why) {
        become(WorkerState.FAULTED);
        for (String session : List.copyOf(sessions.keySet())) {
            failed(session, why);
            free(session);
        }
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

    /** As SIGCONT does. */
    public void thaw() {
        frozen = false;
        beat();
    }

    /** Ends it in an orderly way. */
    public void stop() throws Exception {
        vertx.cancelTimer(timer);
        consumer.unregister().await(5, TimeUnit.SECONDS);
        link.close().await(5, TimeUnit.SECONDS);
    }

    /** Slots that are taken or promised. */
    public int taken() {
        synchronized (reservations) {
            return reservations.used() + reservations.reserved();
        }
    }

    /** All requests of a kind, in order. */
    public <T> List<T> requests(Class<T> type) {
        return requests.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The media of a session connects. */
    public void connected(String session) {
        synchronized (reservations) {
            reservations.use(session);
        }
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
            String id, WorkerEvent.Type type, String reason, SessionStats stats, List<IceCandidate> candidates) {
        Session session = sessions.get(id);
        if (session == null || frozen) {
            return;
        }
        bus.send(
                session.eventsTo,
                new WorkerEvent(
                        id,
                        this.id,
                        epoch,
                        seq.incrementAndGet(),
                        Math.max(1, session.rev),
                        type,
                        type == WorkerEvent.Type.FAILED,
                        reason,
                        stats,
                        candidates));
    }

    private void expire() {
        List<String> expired;
        synchronized (reservations) {
            expired = reservations.expire();
        }
        for (String session : expired) {
            event(session, WorkerEvent.Type.ENDED, "the client did not connect in time", null, List.of());
            sessions.remove(session);
        }
    }

    private void report() {
        if (frozen) {
            return;
        }
        int slots;
        int used;
        int reserved;
        synchronized (reservations) {
            slots = reservations.slots();
            used = reservations.used();
            reserved = reservations.reserved();
        }
        bus.publish(new WorkerReport(
                WorkerReport.VERSION,
                id,
                epoch,
                seq.incrementAndGet(),
                state,
                slots,
                used,
                reserved,
                stress,
                Math.min(1, stress),
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
        if (keepRequests) {
            requests.add(request);
        }
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
            case PING -> Ack.OK;
            case DRAIN -> {
                become(WorkerState.DRAINING);
                yield Ack.OK;
            }
            case INSPECT -> inspect((InspectRequest) request);
            case RESERVE -> reserve((ReserveRequest) request);
            case OFFER -> offer((OfferRequest) request);
            case ICE -> ice((IceRequest) request);
            case UPDATE -> update((UpdateRequest) request);
            case VIEW -> {
                ViewRequest view = (ViewRequest) request;
                yield new ViewReply(
                        view.sdp() == null ? null : sdp("view " + view.viewerId(), (int) views.incrementAndGet()));
            }
            case RELEASE -> release((ReleaseRequest) request);
        };
    }

    private InspectReply inspect(InspectRequest request) {
        requireDevice();
        if (request.images().get(0).length < SMALLEST_PICTURE) {
            throw new Fault(ErrorCode.NO_FACE, "no face");
        }
        return new InspectReply(new byte[] {7, 7, 7}, 256, 256, 3.5, List.of("a warning"));
    }

    private void requireDevice() {
        if (state == WorkerState.STARTING || state == WorkerState.FAULTED) {
            throw new Fault(ErrorCode.valueOf(state.name()), "the worker is " + state);
        }
    }

    private ReserveReply reserve(ReserveRequest request) {
        requireDevice();
        if (state == WorkerState.DRAINING) {
            throw new Fault(ErrorCode.DRAINING, "the worker is draining");
        }
        if (!request.options().engine().equals("mesh")) {
            throw new Fault(ErrorCode.NO_MODEL, "only mesh");
        }
        String reservation;
        int free;
        synchronized (reservations) {
            if (stress > MAX_STRESS && !reservations.has(request.sessionId())) {
                throw new Fault(ErrorCode.OVERLOADED, "the worker's stress is " + stress);
            }
            reservation = reservations.reserve(request.sessionId(), Duration.ofMillis(request.ttlMs()));
            free = reservations.free();
        }
        sessions.computeIfAbsent(request.sessionId(), id -> new Session(request.eventsTo())).eventsTo =
                request.eventsTo();
        report();
        return new ReserveReply(reservation, free);
    }

    private OfferReply offer(OfferRequest request) {
        requireDevice();
        synchronized (reservations) {
            reservations.require(request.sessionId(), request.reservationId());
        }
        Session session = require(request.sessionId());
        session.eventsTo = request.eventsTo();
        if (request.rev() < session.rev) {
            throw new Fault(ErrorCode.STALE_REV, "the session is at revision " + session.rev + " already");
        }
        if (request.rev() > session.rev) {
            session.rev = request.rev();
            boolean first = session.answer == null;
            session.answer =
                    new OfferReply(sdp("answer of " + id + " to rev " + request.rev(), request.rev()), request.rev());
            if (first && connectAfterMs > 0) {
                vertx.setTimer(connectAfterMs, timer -> connected(request.sessionId()));
            }
        }
        return session.answer;
    }

    private Ack ice(IceRequest request) {
        requireDevice();
        if (request.rev() < require(request.sessionId()).rev) {
            throw new Fault(ErrorCode.STALE_REV, "candidates of an earlier revision");
        }
        return Ack.OK;
    }

    private Ack update(UpdateRequest request) {
        requireDevice();
        Session session = require(request.sessionId());
        session.eventsTo = request.eventsTo() == null ? session.eventsTo : request.eventsTo();
        return Ack.OK;
    }

    private Session require(String session) {
        Session known = sessions.get(session);
        if (known == null) {
            throw new Fault(ErrorCode.NO_SESSION, "this worker has no such session");
        }
        return known;
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
        Session session = sessions.get(request.sessionId());
        boolean had = session != null && session.rev > 0;
        if (had) {
            event(request.sessionId(), WorkerEvent.Type.ENDED, request.reason(), STATS, List.of());
        }
        free(request.sessionId());
        report();
        return new ReleaseReply(had ? STATS : null);
    }

    private void free(String session) {
        sessions.remove(session);
        synchronized (reservations) {
            reservations.release(session);
        }
    }
}
