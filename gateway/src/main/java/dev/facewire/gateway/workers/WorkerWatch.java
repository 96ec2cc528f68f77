package dev.facewire.gateway.workers;

import dev.facewire.gateway.assign.WorkerCalls;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.signal.MoveCause;
import dev.facewire.protocol.worker.Ack;
import dev.facewire.protocol.worker.Verb;
import dev.facewire.protocol.worker.WorkerReport;
import dev.facewire.protocol.worker.WorkerState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the {@link WorkerView} true: pings who is new, keeps a link to each, and tells who is gone. Confined to the
 * gateway's event loop.
 */
public final class WorkerWatch {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerWatch.class);
    /** How often leases are looked at: a fraction of the shortest one. */
    private static final long TICK_MS = 50;
    /** A first request to an address can block for seconds while some gateway is frozen: pings are patient. */
    private static final Duration PING_TIMEOUT = Duration.ofSeconds(6);

    private static final int LINK_TIMEOUT_MS = 300;
    /** How long an operator's word waits for a worker of which nothing is heard just now. */
    private static final Duration APPEARS_WITHIN = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final WorkerView view;
    private final WorkerCalls calls;
    private final Listener listener;
    private final NetClient net;
    private final Map<WorkerKey, LivenessLink> links = new HashMap<>();
    private final Set<WorkerKey> pinging = new HashSet<>();
    private boolean newerShapeSeen;
    private long timer = -1;

    /** Is told what becomes of workers; on the gateway's event loop. */
    public interface Listener {
        /** It answers, for the first time or again. */
        void reached(WorkerKey worker);

        /** It takes no more sessions, and those that it has should leave. */
        void draining(WorkerKey worker);

        /**
         * This life of it ended, or nothing is heard of it any more.
         *
         * @param cause DIED where that is certain, else SILENT
         * @param reason in words
         */
        void gone(WorkerKey worker, MoveCause cause, String reason);
    }

    /** A watch that {@link #start} starts. */
    public WorkerWatch(Vertx vertx, WorkerView view, WorkerCalls calls, Listener listener) {
        this.vertx = vertx;
        this.view = view;
        this.calls = calls;
        this.listener = listener;
        this.net = vertx.createNetClient(new NetClientOptions().setConnectTimeout(LINK_TIMEOUT_MS));
    }

    public void start() {
        timer = vertx.setPeriodic(TICK_MS, ignored -> tick());
    }

    public void stop() {
        vertx.cancelTimer(timer);
        links.values().forEach(LivenessLink::close);
        links.clear();
        net.close();
    }

    /** A heartbeat came. */
    public void heard(WorkerReport report) {
        if (report.v() > WorkerReport.VERSION) {
            if (!newerShapeSeen) {
                newerShapeSeen = true;
                LOG.warn(
                        "worker {} speaks version {} of the protocol; update this gateway",
                        report.workerId(),
                        report.v());
            }
            return;
        }
        Optional<WorkerKey> before = view.byId(report.workerId());
        WorkerKey worker = WorkerKey.of(report);
        WorkerView.Heard heard = view.heard(report);
        if (heard == WorkerView.Heard.KNOWN && report.state() == WorkerState.DRAINING) {
            listener.draining(worker);
        }
        if (heard == WorkerView.Heard.NEW) {
            before.filter(earlier -> !earlier.equals(worker))
                    .ifPresent(earlier -> gone(earlier, MoveCause.DIED, "worker " + earlier + " was restarted"));
            LOG.info("worker {} heard of: {} on {}, {} slots", worker, report.device(), report.host(), report.slots());
            link(worker, report.link());
            ping(worker);
        }
    }

    private void tick() {
        view.expire().forEach(worker -> gone(worker, MoveCause.SILENT, "worker " + worker + " fell silent"));
        view.unreached().forEach(this::ping);
    }

    private void ping(WorkerKey worker) {
        if (!pinging.add(worker)) {
            return;
        }
        calls.request(worker, Verb.PING, Ack.OK, Ack.class, PING_TIMEOUT).onComplete((ack, failure) -> {
            if (failure == null) {
                view.reached(worker);
                LOG.info("worker {} reached", worker);
                listener.reached(worker);
            } else {
                LOG.debug("worker {} does not answer a ping: {}", worker, failure.getMessage());
            }
            // A worker that is heard but not reached is pinged again, not at each tick.
            vertx.setTimer(failure == null ? 1 : 250, ignored -> pinging.remove(worker));
        });
    }

    private void link(WorkerKey worker, String address) {
        SocketAddress socket = LivenessLink.parse(address);
        if (socket == null) {
            return;
        }
        LivenessLink link = new LivenessLink(vertx, net, socket, () -> {
            if (view.lost(worker)) {
                gone(worker, MoveCause.DIED, "worker " + worker + (view.emptied(worker) ? " has left" : " died"));
            }
        });
        LivenessLink before = links.put(worker, link);
        if (before != null) {
            before.close();
        }
        link.open();
    }

    private void gone(WorkerKey worker, MoveCause cause, String reason) {
        LOG.warn("{}", reason);
        LivenessLink link = links.remove(worker);
        if (link != null) {
            link.close();
        }
        listener.gone(worker, cause, reason);
    }

    /**
     * Asks a worker to drain. While the cluster mends its tables, for about a second after a gateway's death, workers are silent to
     * the other gateways: one that is not there is waited for a little.
     */
    public Future<Void> drain(String workerId) {
        return find(workerId, System.nanoTime() + APPEARS_WITHIN.toNanos())
                .compose(worker -> calls.request(worker, Verb.DRAIN, Ack.OK, Ack.class, Duration.ofSeconds(1)))
                .mapEmpty();
    }

    private Future<WorkerKey> find(String workerId, long deadlineNanos) {
        Optional<WorkerKey> worker = view.byId(workerId);
        if (worker.isPresent()) {
            return Future.succeededFuture(worker.get());
        }
        if (System.nanoTime() - deadlineNanos >= 0) {
            return Future.failedFuture(new Fault(ErrorCode.NOT_FOUND, "no worker \"" + workerId + "\" is connected"));
        }
        return vertx.timer(TICK_MS, TimeUnit.MILLISECONDS).compose(later -> find(workerId, deadlineNanos));
    }
}
