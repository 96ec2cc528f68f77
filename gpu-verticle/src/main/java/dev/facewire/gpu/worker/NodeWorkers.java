package dev.facewire.gpu.worker;

import dev.facewire.cluster.WorkerBus;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.WorkerAddress;
import dev.facewire.vision.tensor.DeviceSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of a node, one for each device, each with a life of its own: a device that faults takes down its worker
 * only, which comes back in a new life (a greater epoch) after a pause that grows; a worker that drained stays away. All
 * of it runs on one context of Vert.x, which is no verticle's: from the context of a worker that is gone nothing could be
 * deployed any more.
 *
 * <pre>
 * LIVING ──drained──▶ GONE
 *   │ ▲
 *   │ └──────started in a new life─────┐
 *   └──fault──▶ PAUSING (1 s, 2 s, … 60 s) ──▶ starting ──failed──▶ PAUSING
 * </pre>
 */
public final class NodeWorkers {
    private static final Logger log = LoggerFactory.getLogger(NodeWorkers.class);
    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    /** A worker that lived for so long starts with the first pause again. */
    private static final Duration WELL = Duration.ofMinutes(2);

    private final Vertx vertx;
    private final Context context;
    private final BiFunction<DeviceSpec, Long, WorkerIdentity> identities;
    private final Function<Start, GpuVerticle> workers;
    private final List<Slot> slots = new CopyOnWriteArrayList<>();
    private final Promise<Void> ended = Promise.promise();

    /** What a worker is started with. */
    public record Start(WorkerIdentity identity, WorkerEnd end) {}

    /**
     * No workers yet. Made outside of verticles.
     *
     * @param identities gives a device's worker its identity in a life with at least this epoch
     * @param workers makes a worker
     */
    public NodeWorkers(
            Vertx vertx,
            BiFunction<DeviceSpec, Long, WorkerIdentity> identities,
            Function<Start, GpuVerticle> workers) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.identities = identities;
        this.workers = workers;
    }

    /**
     * Starts a worker on each device.
     *
     * @return fails where no device can be used; those that can't be are tried again, where others can
     */
    public Future<Void> start(List<DeviceSpec> devices) {
        devices.forEach(device -> slots.add(new Slot(device)));
        Promise<Void> started = Promise.promise();
        context.runOnContext(ignored -> begin().onComplete(started));
        return started.future();
    }

    private Future<Void> begin() {
        return Future.join(slots.stream().map(Slot::begin).toList())
                .<Void>mapEmpty()
                .recover(failure -> {
                    if (slots.stream().noneMatch(slot -> slot.deployment != null)) {
                        return Future.failedFuture(failure);
                    }
                    slots.stream()
                            .filter(slot -> slot.deployment == null)
                            .forEach(slot -> slot.again(failure.getMessage()));
                    return Future.succeededFuture();
                });
    }

    /** Drains all workers; completes when they are gone. */
    public Future<Void> drain() {
        context.runOnContext(ignored -> {
            slots.forEach(Slot::drain);
            endIfEmpty();
        });
        return ended.future();
    }

    /** Completes when every worker has drained. */
    public Future<Void> ended() {
        return ended.future();
    }

    /** Whether a worker is warm and there for sessions, be it to let go of its last ones. Any thread. */
    public boolean serving() {
        return slots.stream().anyMatch(slot -> slot.deployment != null);
    }

    private void endIfEmpty() {
        if (slots.stream().allMatch(slot -> slot.gone)) {
            ended.tryComplete();
        }
    }

    /** One device, through the lives of its workers. */
    private final class Slot {
        private final DeviceSpec device;
        private WorkerIdentity identity;
        private GpuVerticle worker;
        private volatile String deployment; // read by serving()
        private MessageConsumer<String> formerAddress;
        private Duration pause = FIRST_PAUSE;
        private long startedNanos;
        private boolean gone;

        Slot(DeviceSpec device) {
            this.device = device;
        }

        Future<Void> begin() {
            identity = identities.apply(device, identity == null ? 0 : identity.epoch() + 1);
            startedNanos = System.nanoTime();
            GpuVerticle next = workers.apply(new Start(identity, new WorkerEnd() {
                @Override
                public void drained() {
                    context.runOnContext(ignored -> leave());
                }

                @Override
                public void faulted(String why) {
                    context.runOnContext(ignored -> again(why));
                }
            }));
            return vertx.deployVerticle(next).map(id -> {
                worker = next;
                deployment = id;
                if (gone) { // told to drain while it started
                    next.drain();
                }
                return null;
            });
        }

        void drain() {
            if (worker != null) {
                worker.drain();
            } else {
                gone = true;
            }
        }

        private void leave() {
            undeploy().onComplete(done -> {
                gone = true;
                endIfEmpty();
            });
        }

        private Future<Void> undeploy() {
            String id = deployment;
            deployment = null;
            worker = null;
            return id == null ? Future.succeededFuture() : vertx.undeploy(id);
        }

        /** The fault is reported as such meanwhile: the worker is undeployed only when the next one starts. */
        void again(String why) {
            if (gone) {
                return;
            }
            boolean wasWell = System.nanoTime() - startedNanos > WELL.toNanos();
            pause = wasWell ? FIRST_PAUSE : pause;
            log.warn("worker {}: {}; starts anew in {} s", identity.workerId(), why, pause.toSeconds());
            vertx.setTimer(pause.toMillis(), timer -> restart());
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        }

        private void restart() {
            if (gone) {
                return;
            }
            WorkerIdentity former = identity;
            undeploy()
                    .otherwiseEmpty()
                    .compose(done -> refuseAt(former))
                    .compose(done -> begin())
                    .onFailure(failure -> again(String.valueOf(failure.getMessage())));
        }

        /** A message meant for the former life is told so, by name. */
        private Future<Void> refuseAt(WorkerIdentity former) {
            MessageConsumer<String> before = formerAddress;
            formerAddress = new WorkerBus(vertx.eventBus())
                    .serve(WorkerAddress.of(former.workerId(), former.epoch()), (verb, body) -> {
                        throw new Fault(
                                ErrorCode.STALE_EPOCH,
                                "worker " + former.workerId() + " started anew; this was meant for its life before");
                    });
            Future<Void> registered = formerAddress.completion();
            return before == null ? registered : before.unregister().compose(done -> registered);
        }
    }
}
