package dev.facewire.gateway;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import dev.facewire.cluster.SteadyClock;
import dev.facewire.cluster.WorkerBus;
import dev.facewire.gateway.access.Access;
import dev.facewire.gateway.access.CandidateBudget;
import dev.facewire.gateway.access.OpenCounts;
import dev.facewire.gateway.access.OriginRules;
import dev.facewire.gateway.access.OriginRules.Exposure;
import dev.facewire.gateway.assign.Assigner;
import dev.facewire.gateway.assign.Selector;
import dev.facewire.gateway.assign.WorkerCalls;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.face.FaceStore;
import dev.facewire.gateway.face.Faces;
import dev.facewire.gateway.http.ClusterRoutes;
import dev.facewire.gateway.http.Connections;
import dev.facewire.gateway.http.FaceRoutes;
import dev.facewire.gateway.http.Guard;
import dev.facewire.gateway.http.SessionRoutes;
import dev.facewire.gateway.metrics.Metrics;
import dev.facewire.gateway.metrics.WorkerFigures;
import dev.facewire.gateway.page.PageRoutes;
import dev.facewire.gateway.session.Moves;
import dev.facewire.gateway.session.SessionCalls;
import dev.facewire.gateway.session.SessionEvents;
import dev.facewire.gateway.session.SessionIds;
import dev.facewire.gateway.session.SessionRegistry;
import dev.facewire.gateway.session.SessionService;
import dev.facewire.gateway.session.Slots;
import dev.facewire.gateway.session.Viewing;
import dev.facewire.gateway.signal.SignalEndpoint;
import dev.facewire.gateway.store.HazelcastMap;
import dev.facewire.gateway.store.WriteBehind;
import dev.facewire.gateway.turn.IceSupply;
import dev.facewire.gateway.whip.WhepRoutes;
import dev.facewire.gateway.whip.WhipRoutes;
import dev.facewire.gateway.workers.GuardedCalls;
import dev.facewire.gateway.workers.WorkerView;
import dev.facewire.gateway.workers.WorkerWatch;
import dev.facewire.protocol.sdp.OfferRules;
import dev.facewire.protocol.signal.MoveCause;
import dev.facewire.protocol.worker.Verb;
import dev.facewire.protocol.worker.WorkerAddress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The gateway, put together on one event loop, which confines all its state. Signalling is a few messages a session; the
 * media goes from client to worker.
 */
public final class Gateway extends VerticleBase {
    private static final long TICK_MS = 5000;
    private static final long MOVES_MS = 500;
    private static final long DRAIN_SECONDS = 3;

    private final GatewaySettings settings;
    private final HazelcastInstance hazelcast;
    private final String version;
    private final SecureRandom random = new SecureRandom();
    private final Clock clock = new SteadyClock();
    private final Metrics metrics = new Metrics();
    private WorkerBus bus;
    private WorkerView workers;
    private WorkerWatch watch;
    private SessionEvents events;
    private SignalEndpoint signal;
    private Connections connections;
    private HttpServer server;
    private volatile boolean ready;

    public Gateway(GatewaySettings settings, HazelcastInstance hazelcast, String version) {
        this.settings = settings;
        this.hazelcast = hazelcast;
        this.version = version;
    }

    /** The maps, fetched where blocking is allowed. */
    @SuppressWarnings("ArrayRecordComponent") // a key: never compared
    private record Maps(
            IMap<String, String> faces, IMap<String, String> sessions, byte[] sessionKey, Set<String> ownNames) {}

    @Override
    public Future<?> start() {
        bus = new WorkerBus(vertx.eventBus());
        return vertx.executeBlocking(this::maps).compose(this::assemble);
    }

    private Maps maps() {
        IMap<String, String> keys = hazelcast.getMap("facewire.keys");
        byte[] key = settings.sessionKey();
        if (key == null) {
            byte[] made = new byte[SessionIds.KEY_BYTES];
            random.nextBytes(made);
            String mine = Base64.getEncoder().encodeToString(made);
            String first = keys.putIfAbsent("session-ids", mine);
            key = Base64.getDecoder().decode(first == null ? mine : first);
        }
        return new Maps(hazelcast.getMap("facewire.faces"), hazelcast.getMap("facewire.sessions"), key, ownNames());
    }

    private static Set<String> ownNames() {
        try {
            return OriginRules.namesOf(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return Set.of();
        }
    }

    private Future<?> assemble(Maps maps) {
        byte[] id = new byte[6];
        random.nextBytes(id);
        String eventsTo = WorkerAddress.events(HexFormat.of().formatHex(id));

        workers = new WorkerView(
                clock, settings.workers().lease(), settings.workers().suspectFor());
        GuardedCalls calls = new GuardedCalls(transport(), workers::suspect);
        Selector selector = new Selector(
                clock, RandomGenerator.getDefault(), settings.workers().lease());
        Assigner assigner =
                new Assigner(selector, workers, calls, clock, settings.workers().labels(), eventsTo, metrics::assigned);
        FaceStore faceStore = new FaceStore(
                new WriteBehind("face", new HazelcastMap(maps.faces(), context)), clock, settings.faces(), random);
        Faces faces = new Faces(selector, workers, calls, faceStore);
        SessionRegistry registry = new SessionRegistry(
                new SessionIds(maps.sessionKey(), random),
                new WriteBehind("session", new HazelcastMap(maps.sessions(), context)),
                clock,
                eventsTo);
        Slots slots = new Slots(registry, calls, clock);
        SessionService service = new SessionService(registry, slots, calls, metrics::move);
        Moves moves = new Moves(registry, assigner, workers, service, clock, metrics::move);
        SessionCalls sessions = new SessionCalls(
                registry, assigner, calls, service, moves, faceStore, settings.sessions(), OfferRules::checkPublished);
        events = new SessionEvents(registry, slots, moves, service, faceStore, clock);
        watch = new WorkerWatch(vertx, workers, calls, new WorkerWatch.Listener() {
            @Override
            public void reached(WorkerKey worker) {
                slots.reached(worker);
            }

            @Override
            public void draining(WorkerKey worker) {
                moves.tick();
            }

            @Override
            public void gone(WorkerKey worker, MoveCause cause, String reason) {
                calls.gone(worker, reason);
                moves.workerGone(worker, cause, reason);
            }
        });
        WorkerFigures figures = new WorkerFigures(clock);
        metrics.watch(registry, workers, figures);
        metrics.watch(faceStore);

        watch.start();
        vertx.setPeriodic(TICK_MS, ignored -> {
            events.tick();
            figures.tick(workers.ids());
        });
        vertx.setPeriodic(MOVES_MS, ignored -> moves.tick());
        Future<?> consumers = Future.all(
                bus.onReport(watch::heard).completion(),
                bus.onEvent(eventsTo, event -> {
                            figures.heard(event);
                            events.event(event);
                        })
                        .completion());
        return consumers
                .compose(listening -> vertx.executeBlocking(() -> onFacesChanged(maps.faces(), faceStore)))
                .compose(listening -> listen(api(registry, sessions, calls, faces, faceStore, maps.ownNames())));
    }

    /**
     * A picture of 10 MB takes tens of milliseconds to become JSON: not on the event loop. And one request after the
     * other, since its making takes most memory.
     */
    private WorkerCalls transport() {
        return new WorkerCalls() {
            @Override
            public <T> Future<T> request(WorkerKey worker, Verb verb, Object body, Class<T> reply, Duration timeout) {
                return verb == Verb.INSPECT
                        ? vertx.executeBlocking(() -> bus.request(worker.address(), verb, body, reply, timeout))
                                .compose(answer -> answer)
                        : bus.request(worker.address(), verb, body, reply, timeout);
            }
        };
    }

    /**
     * Another gateway's client may have deleted a face that sessions here use, or a merge after a partition may bring one
     * back. Waits for the cluster: not to be called on the event loop.
     */
    private Void onFacesChanged(IMap<String, String> map, FaceStore faces) {
        EntryRemovedListener<String, String> removed = event -> context.runOnContext(ignored -> {
            faces.removedElsewhere(event.getKey());
            events.faceRemoved(event.getKey());
        });
        EntryAddedListener<String, String> added = event -> faceAppeared(faces, event.getKey());
        EntryMergedListener<String, String> merged = event -> faceAppeared(faces, event.getKey());
        map.addEntryListener(removed, false);
        map.addEntryListener(added, false);
        map.addEntryListener(merged, false);
        return null;
    }

    private void faceAppeared(FaceStore faces, String key) {
        context.runOnContext(ignored -> faces.appeared(key).ifPresent(events::faceRemoved));
    }

    /** Without tokens the Host is checked wherever the gateway listens. */
    private OriginRules originRules(Set<String> ownNames) {
        GatewaySettings.Who who = settings.who();
        if (settings.http().loopback()) {
            return new OriginRules(Exposure.LOOPBACK, who.allowHosts(), who.allowOrigins());
        }
        if (!who.users().isEmpty()) {
            return new OriginRules(Exposure.TOKENS, who.allowHosts(), who.allowOrigins());
        }
        Set<String> hosts = new TreeSet<>(ownNames);
        hosts.addAll(who.allowHosts());
        return new OriginRules(Exposure.OPEN, hosts, who.allowOrigins());
    }

    private Api api(
            SessionRegistry registry,
            SessionCalls sessions,
            WorkerCalls calls,
            Faces faces,
            FaceStore faceStore,
            Set<String> ownNames) {
        GatewaySettings.Who who = settings.who();
        Access access = new Access(who.users(), who.admins(), who.viewers(), who.allowBare());
        IceSupply ice = settings.sessions().ice();
        CandidateBudget budget = new CandidateBudget();
        connections = new Connections(
                vertx,
                new OpenCounts(
                        settings.http().maxConnectionsPerClient(),
                        settings.http().maxConnections()));
        signal = new SignalEndpoint(vertx, connections, sessions, access, version, ice, budget);
        WhipRoutes whip = new WhipRoutes(sessions, registry, ice, budget);
        WhepRoutes whep = new WhepRoutes(new Viewing(registry, calls, ice), registry, ice, budget);
        vertx.setPeriodic(TICK_MS, ignored -> {
            whip.tick();
            whep.tick();
        });
        return new Api(
                new Guard(originRules(ownNames), access),
                metrics,
                new PageRoutes(who.allowAutoStart()),
                new ClusterRoutes(workers, watch, registry, metrics, this::ready),
                new FaceRoutes(faces, faceStore, events),
                new SessionRoutes(sessions),
                whip,
                whep,
                signal);
    }

    private Future<?> listen(Api api) {
        server = vertx.createHttpServer(HttpServers.options(settings.http()));
        connections.watch(server, api.handler(vertx));
        return server.listen(settings.http().port(), settings.http().bind()).onSuccess(listening -> ready = true);
    }

    /** In the cluster, listening, and not shutting down. */
    public boolean ready() {
        return ready && hazelcast.getLifecycleService().isRunning();
    }

    /** The port that was given, or found. */
    public int port() {
        return server.actualPort();
    }

    public int workerCount() {
        return workers.count();
    }

    /** Not ready any more; requests under way get a moment to end. */
    public Future<Void> drain() {
        ready = false;
        if (server == null) {
            return Future.succeededFuture();
        }
        Promise<Void> told = Promise.promise();
        context.runOnContext(ignored -> {
            signal.goAway();
            told.complete();
        });
        return told.future().compose(done -> server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS));
    }

    @Override
    public Future<?> stop() {
        ready = false;
        if (watch != null) {
            watch.stop();
        }
        return Future.succeededFuture();
    }
}
