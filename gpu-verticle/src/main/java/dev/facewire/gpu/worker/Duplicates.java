package dev.facewire.gpu.worker;

import dev.facewire.cluster.WorkerBus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Listens to the cluster before workers start: does one of the same id live already, and which epochs were seen? Two
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
}
