package dev.facewire.gpu.worker;

import dev.facewire.cluster.WorkerBus;
import dev.facewire.protocol.worker.WorkerReport;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Listens to the cluster before workers start: does one of the same id live already, and which epochs were seen? And
 * while they start: two nodes that begin within that time hear each other only then, and the later one yields. Two
 * workers of one id would take each other's messages.
 */
public final class Duplicates {
    /** Twice the heartbeat and some: a live worker is heard. */
    private static final long LISTEN_MS = 700;

    private Duplicates() {}

    /**
     * What was heard.
     *
     * @param alive those of our ids that live already
     * @param lastEpoch the greatest epoch heard of any worker
     */
    public record Heard(Set<String> alive, long lastEpoch) {}

    public static Future<Heard> listen(Vertx vertx, Set<String> ids) {
        Set<String> alive = ConcurrentHashMap.newKeySet();
        AtomicLong lastEpoch = new AtomicLong();
        var consumer = new WorkerBus(vertx.eventBus()).onReport(report -> {
            lastEpoch.accumulateAndGet(report.epoch(), Math::max);
            if (ids.contains(report.workerId())) {
                alive.add(report.workerId());
            }
        });
        Promise<Heard> heard = Promise.promise();
        vertx.setTimer(LISTEN_MS, timer -> consumer.unregister()
                .onComplete(done -> heard.complete(new Heard(Set.copyOf(alive), lastEpoch.get()))));
        return heard.future();
    }

    /**
     * Hears of another node's worker that has one of our ids and goes before ours.
     *
     * @param mine our worker of an id, or null where it has not begun or is another's
     * @param rival is told the id, on an event loop
     * @return to be unregistered once our workers are up
     */
    public static MessageConsumer<String> watch(
            Vertx vertx, Function<String, WorkerIdentity> mine, Consumer<String> rival) {
        long pid = ProcessHandle.current().pid();
        return new WorkerBus(vertx.eventBus()).onReport(report -> {
            WorkerIdentity own = mine.apply(report.workerId());
            if (own != null && yieldsTo(report, own, pid)) {
                rival.accept(report.workerId());
            }
        });
    }

    /** Of two that live, the one that began first stays; where that is the same millisecond, its name decides. */
    static boolean yieldsTo(WorkerReport other, WorkerIdentity own, long ownPid) {
        String otherProcess = process(other.host(), other.pid(), other.link());
        String ownProcess = process(own.host(), ownPid, own.link());
        if (otherProcess.equals(ownProcess)) {
            return false; // ourselves, in this life or in a former one
        }
        return other.epoch() == own.epoch() ? otherProcess.compareTo(ownProcess) < 0 : other.epoch() < own.epoch();
    }

    /** Processes in containers may have the same number and, on one network, the same host's name. */
    private static String process(String host, long pid, String link) {
        return host + " " + pid + " " + link;
    }
}
