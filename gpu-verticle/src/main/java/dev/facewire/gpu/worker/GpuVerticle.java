package dev.facewire.gpu.worker;

import dev.facewire.cluster.WorkerBus;
import dev.facewire.cluster.slot.Reservations;
import dev.facewire.gpu.device.DeviceLoop;
import dev.facewire.gpu.session.Sessions;
import dev.facewire.gpu.view.Viewers;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.Ack;
import dev.facewire.protocol.worker.IceRequest;
import dev.facewire.protocol.worker.InspectRequest;
import dev.facewire.protocol.worker.OfferRequest;
import dev.facewire.protocol.worker.ReleaseReply;
import dev.facewire.protocol.worker.ReleaseRequest;
import dev.facewire.protocol.worker.ReserveReply;
import dev.facewire.protocol.worker.ReserveRequest;
import dev.facewire.protocol.worker.UpdateRequest;
import dev.facewire.protocol.worker.Verb;
import dev.facewire.protocol.worker.ViewRequest;
import dev.facewire.protocol.worker.WorkerAddress;
import dev.facewire.protocol.worker.WorkerReport;
import dev.facewire.protocol.worker.WorkerState;
import dev.facewire.rtc.PortRange;
import dev.facewire.vision.enrol.Enroller;
import dev.facewire.vision.photo.PhotoPool;
import dev.facewire.vision.swap.EngineSpeed;
import dev.facewire.vision.swap.FaceProcessor;
import dev.facewire.vision.tensor.DeviceMemory;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a worker: a device, its slots and its sessions, at one address of the event bus. Deployed once;
 * undeploying ends its sessions and closes the device. All of it runs on the verticle's event loop, but for the
 * device's and the peers' own threads.
 *
 * <pre>
 * STARTING ──device warm──▶ READY ──drain──▶ DRAINING ──no session left, or time over──▶ {@link WorkerEnd#drained()}
 *                             │                 │
 *                             └──device fault───┴──▶ FAULTED ──▶ {@link WorkerEnd#faulted}
 * </pre>
 */
public class GpuVerticle extends VerticleBase {
    private static final Logger log = LoggerFactory.getLogger(GpuVerticle.class);
    private static final long TICK_MS = 1000;
    private static final long MEMORY_MS = 5000;
    /** A batch takes milliseconds, as a call does; one that is still in work after so many ticks will never end. */
    private static final int HANGING_TICKS = 10;
    /**
     * Where an engine takes seconds, as the neural one does on a CPU, a batch may take so many times what was measured.
     */
    private static final int HANGING_BATCHES = 5;

    private final WorkerIdentity me;
    private final WorkerOptions options;
    private final DeviceLoop device;
    private final WorkerEnd end;
    private WorkerBus bus;
    private final DeviceMemory memory;
    private Reservations reservations;
    private Sessions sessions;
    private Viewers viewers;
    private List<String> models = List.of();
    private WorkerState state = WorkerState.STARTING;
    private long seq;
    private boolean ended;
    /** One thread: photos have time, and the frames of a device without a GPU want the other cores. */
    private final PhotoPool photos = new PhotoPool("photos", 1);

    private Enroller enroller;
    private HangWatch hang = new HangWatch(TICK_MS, HANGING_TICKS);

    /**
     * A worker that deploying starts.
     *
     * @param end is told when it wants to be undeployed
     */
    public GpuVerticle(WorkerIdentity me, WorkerOptions options, Supplier<FaceProcessor> opener, WorkerEnd end) {
        this.me = me;
        this.options = options;
        this.device = new DeviceLoop(me.device().label(), opener, this::deviceFailed);
        this.end = end;
        this.memory = new DeviceMemory(me.device().index(), System.getenv("CUDA_VISIBLE_DEVICES"));
    }

    /** On the device's thread. */
    private void deviceFailed(String why) {
        context.runOnContext(ignored -> faulted(why));
    }

    /** What the device said of itself once it was warm. */
    private record Warm(List<String> models, List<EngineSpeed> speeds, Enroller enroller) {}

    @Override
    public Future<?> start() {
        bus = new WorkerBus(vertx.eventBus());
        reservations = new Reservations(0); // none until the device is warm
        vertx.setPeriodic(0, options.heartbeat().toMillis(), beat -> publish());
        return bus.serve(WorkerAddress.of(me.workerId(), me.epoch()), this::handle)
                .completion()
                .compose(served -> on(device.start(processor -> {
                    List<EngineSpeed> speeds = processor.warmUp();
                    return new Warm(List.copyOf(processor.models()), speeds, processor.enroller());
                })))
                .onSuccess(this::ready)
                .recover(this::notStarted);
    }

    /** Nobody undeploys what did not start, and the next life opens the device anew: this one must let go of it. */
    private <T> Future<T> notStarted(Throwable failure) {
        photos.close();
        return vertx.executeBlocking(() -> {
                    device.close();
                    return null;
                })
                .transform(done -> Future.failedFuture(failure));
    }

    private void ready(Warm warm) {
        Offer offer = Offer.of(
                warm.models(), warm.speeds(), options.slots(), me.device().cuda(), options.sharers());
        offer.reasons().forEach(reason -> log.warn("worker {}: {}", me.workerId(), reason));
        models = offer.models();
        enroller = warm.enroller();
        int slots = offer.slots();
        warnOfPorts(slots);
        double slowestMs = offer.slowestMs(warm.speeds());
        hang = new HangWatch(TICK_MS, HANGING_TICKS + (int) Math.ceil(HANGING_BATCHES * slots * slowestMs / TICK_MS));
        device.slow(offer.slowMs().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, slow -> HANGING_BATCHES * slots * slow.getValue())));
        reservations = new Reservations(slots);
        sessions = new Sessions(
                me.workerId(),
                me.epoch(),
                reservations,
                options.reservationTtl(),
                device,
                bus::send,
                task -> context.runOnContext(ignored -> task.run()),
                options.media(),
                this::changed);
        viewers = new Viewers(sessions, task -> context.runOnContext(ignored -> task.run()), options.media());
        vertx.setPeriodic(TICK_MS, tick -> tick());
        if (me.device().cuda()) {
            vertx.setPeriodic(0, MEMORY_MS, tick -> {
                Future<?> unused = vertx.executeBlocking(memory::ask, false);
            });
        }
        if (state == WorkerState.STARTING) { // else told to drain meanwhile
            become(WorkerState.READY);
        }
        log.info(
                "worker {} ready: {} {}, engines {} ({} a frame)",
                me.workerId(),
                slots,
                slots == 1 ? "slot" : "slots",
                String.join(", ", models),
                warm.speeds().stream()
                        .map(speed -> String.format(Locale.ROOT, "%s %.1f ms", speed.engine(), speed.frameMs()))
                        .collect(Collectors.joining(", ")));
    }

    /** Each session takes a port on each of the machine's addresses, and another one for a while at an ICE restart. */
    private void warnOfPorts(int slots) {
        PortRange ports = options.media() == null ? null : options.media().ports();
        if (ports != null && ports.size() < 2 * slots) {
            log.warn(
                    "worker {}: --media-ports has {} ports for {} slots; two for each are needed, and one for each viewer",
                    me.workerId(),
                    ports.size(),
                    slots);
        }
    }

    private void tick() {
        sessions.tick(System.nanoTime() / 1_000_000);
        viewers.tick(System.nanoTime() / 1_000_000);
        DeviceLoop.InWork inWork = device.inWork();
        if (hang.tick(System.nanoTime() / 1_000_000, inWork)) {
            faulted("the device hangs: '" + inWork.name() + "' is in work for " + hang.limitMs() / 1000 + " s");
        }
    }

    /** A slot was taken or freed. */
    private void changed() {
        publish();
        endIfDrained();
    }

    private void endIfDrained() {
        if (state == WorkerState.DRAINING && !ended && reservations.used() + reservations.reserved() == 0) {
            ended = true;
            log.info("worker {} has drained", me.workerId());
            end.drained();
        }
    }

    private void faulted(String why) {
        if (state == WorkerState.FAULTED || ended) {
            return;
        }
        ended = true;
        log.error("worker {}: {}", me.workerId(), why);
        become(WorkerState.FAULTED);
        if (sessions != null) {
            sessions.giveUpAll(why);
        }
        end.faulted(why);
    }

    private Future<?> handle(Verb verb, String body) {
        return switch (verb) {
            case PING -> Future.succeededFuture(Ack.OK);
            case INSPECT -> inspect(Json.decode(body, InspectRequest.class));
            case RESERVE -> reserve(Json.decode(body, ReserveRequest.class));
            case OFFER -> on(open().offer(Json.decode(body, OfferRequest.class)));
            case ICE -> on(open().ice(Json.decode(body, IceRequest.class))).map(Ack.OK);
            case UPDATE ->
                on(open().update(Json.decode(body, UpdateRequest.class))).map(Ack.OK);
            case VIEW -> on(viewers().view(Json.decode(body, ViewRequest.class)));
            case RELEASE -> release(Json.decode(body, ReleaseRequest.class));
            case DRAIN -> {
                drain();
                yield Future.succeededFuture(Ack.OK);
            }
        };
    }

    private Viewers viewers() {
        open();
        return viewers;
    }

    private Sessions open() {
        if (sessions == null) {
            throw new Fault(ErrorCode.STARTING, "the worker is not warm yet");
        }
        if (state == WorkerState.FAULTED) {
            throw new Fault(ErrorCode.FAULTED, "the worker's device has a fault");
        }
        return sessions;
    }

    private Future<?> inspect(InspectRequest request) {
        open();
        return on(photos.submit(
                "look at photos",
                InspectRequest.WORK_LIMIT,
                () -> enroller.inspect(request.images(), device.networkCalls())));
    }

    private Future<?> reserve(ReserveRequest request) {
        switch (state) {
            case STARTING -> throw new Fault(ErrorCode.STARTING, "the worker is not warm yet");
            case DRAINING -> throw new Fault(ErrorCode.DRAINING, "the worker is draining");
            case FAULTED -> throw new Fault(ErrorCode.FAULTED, "the worker's device has a fault");
            default -> {}
        }
        if (!models.contains(request.options().engine())) {
            throw new Fault(
                    ErrorCode.NO_MODEL,
                    "this worker has no '" + request.options().engine() + "'");
        }
        double stress = stress();
        if (stress > options.maxStress() && !reservations.has(request.sessionId())) {
            throw new Fault(
                    ErrorCode.OVERLOADED,
                    String.format(Locale.ROOT, "the worker's stress is %.2f, over %.2f", stress, options.maxStress()));
        }
        String reservation = reservations.reserve(request.sessionId(), Duration.ofMillis(request.ttlMs()));
        publish();
        return Future.succeededFuture(new ReserveReply(reservation, reservations.free()));
    }

    /** Of the device, and of the viewers' encoders beside it. */
    private double stress() {
        return device.stress() + (viewers == null ? 0 : viewers.stress());
    }

    private Future<?> release(ReleaseRequest request) {
        return Future.succeededFuture(
                new ReleaseReply(sessions == null ? null : sessions.release(request.sessionId(), request.reason())));
    }

    /** No new sessions from now on; those that are here go on until they moved, or for the drain's time. Any thread. */
    public void drain() {
        context.runOnContext(ignored -> startDrain());
    }

    private void startDrain() {
        if (state == WorkerState.STARTING || state == WorkerState.READY) {
            become(WorkerState.DRAINING);
            vertx.setTimer(options.drainTimeout().toMillis(), timer -> drainTimedOut());
            endIfDrained();
        } else if (state == WorkerState.FAULTED) {
            end.drained();
        }
    }

    private void drainTimedOut() {
        if (state == WorkerState.DRAINING && !ended) {
            log.warn(
                    "worker {}: {} sessions did not move in time",
                    me.workerId(),
                    reservations.used() + reservations.reserved());
            sessions.giveUpAll("the worker stops");
            reservations.clear();
            endIfDrained();
        }
    }

    @Override
    public Future<?> stop() {
        ended = true;
        if (state != WorkerState.FAULTED) {
            become(WorkerState.DRAINING);
        }
        if (sessions != null) {
            viewers.close();
            sessions.giveUpAll("the worker stops");
        }
        photos.close();
        return vertx.executeBlocking(() -> {
            device.close();
            return null;
        });
    }

    private void become(WorkerState next) {
        if (next != state) {
            log.info("worker {}: {} -> {}", me.workerId(), state, next);
            state = next;
            publish();
        }
    }

    private void publish() {
        bus.publish(new WorkerReport(
                WorkerReport.VERSION,
                me.workerId(),
                me.epoch(),
                ++seq,
                state,
                reservations.slots(),
                reservations.used(),
                reservations.reserved(),
                stress(),
                device.busy(),
                memory.freeMb(),
                models,
                me.labels(),
                me.version(),
                me.host(),
                ProcessHandle.current().pid(),
                me.device().label(),
                me.link()));
    }

    /** Back to this verticle's event loop, with the failure itself and not its wrapping. */
    private <T> Future<T> on(CompletableFuture<T> future) {
        return Future.fromCompletionStage(future, context)
                .recover(failure -> Future.failedFuture(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure));
    }
}
