package dev.facewire.bench.assign.sim;

import dev.facewire.cluster.slot.Reservations;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.Ack;
import dev.facewire.protocol.worker.ReleaseReply;
import dev.facewire.protocol.worker.ReleaseRequest;
import dev.facewire.protocol.worker.ReserveReply;
import dev.facewire.protocol.worker.ReserveRequest;
import dev.facewire.protocol.worker.Verb;
import dev.facewire.protocol.worker.WorkerReport;
import dev.facewire.protocol.worker.WorkerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** A worker's slots, really {@link Reservations}, in simulated time. A paused one keeps what it is sent for later. */
final class SimWorker {
    private static final double HEARTBEAT_MS = 250;

    private final String id;
    private final int slots;
    private final SimTime time;
    private final Consumer<WorkerReport> publish;
    private final List<Runnable> later = new ArrayList<>();
    private Reservations reservations;
    private long epoch;
    private long seq;
    private boolean dead;
    private boolean paused;

    SimWorker(int number, int slots, SimTime time, Consumer<WorkerReport> publish) {
        this.id = String.format(Locale.ROOT, "w%04d", number);
        this.slots = slots;
        this.time = time;
        this.publish = publish;
        live();
        // Not all at the same moment.
        time.every(HEARTBEAT_MS, HEARTBEAT_MS * (number % 250) / 250, this::beat);
    }

    String id() {
        return id;
    }

    long epoch() {
        return epoch;
    }

    boolean dead() {
        return dead;
    }

    int taken() {
        return reservations.used() + reservations.reserved();
    }

    private void live() {
        reservations = new Reservations(slots, time);
        epoch = time.millis();
        seq = 0;
    }

    private void beat() {
        if (!dead && !paused) {
            reservations.expire();
            report();
        }
    }

    void kill() {
        dead = true;
        later.clear();
    }

    void restart() {
        dead = false;
        live();
        report();
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        List<Runnable> waiting = List.copyOf(later);
        later.clear();
        waiting.forEach(Runnable::run);
    }

    /** A message for a life of it arrives. */
    void deliver(long forEpoch, Runnable message) {
        if (dead || forEpoch != epoch) {
            return;
        }
        if (paused) {
            later.add(message);
        } else {
            message.run();
        }
    }

    /** Answers, or throws a {@link Fault}. */
    Object handle(Verb verb, Object body) {
        return switch (verb) {
            case PING -> Ack.OK;
            case RESERVE -> {
                ReserveRequest request = (ReserveRequest) body;
                String reservation = reservations.reserve(request.sessionId(), Duration.ofMillis(request.ttlMs()));
                report();
                yield new ReserveReply(reservation, reservations.free());
            }
            case RELEASE -> {
                if (reservations.release(((ReleaseRequest) body).sessionId())) {
                    report();
                }
                yield new ReleaseReply(null);
            }
            default -> throw new Fault(ErrorCode.BAD_REQUEST, "not simulated: " + verb);
        };
    }

    /** Its media connects, if it still has the slot. */
    void connected(String session) {
        if (reservations.has(session)) {
            reservations.use(session);
            report();
        }
    }

    private void report() {
        publish.accept(report(id, epoch, ++seq, slots, reservations.used(), reservations.reserved()));
    }

    /** A heartbeat as a real worker of a host with several GPUs sends it. */
    static WorkerReport report(String id, long epoch, long seq, int slots, int used, int reserved) {
        return new WorkerReport(
                WorkerReport.VERSION,
                id,
                epoch,
                seq,
                WorkerState.READY,
                slots,
                used,
                reserved,
                (double) used / slots,
                (double) used / slots,
                20_000,
                List.of("mesh", "neural"),
                Map.of("region", "eu", "gpu", "h100"),
                "0.1.0",
                "host-" + id,
                4711,
                "cuda0",
                "10.8.0.7:40001");
    }
}
