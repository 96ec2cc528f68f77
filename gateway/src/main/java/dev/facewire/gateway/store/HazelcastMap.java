package dev.facewire.gateway.store;

import com.hazelcast.map.IMap;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A {@link SharedMap} in Hazelcast; replies come on the given context. */
public final class HazelcastMap implements SharedMap {
    /**
     * Threads for the calls that block. Few, and not Vert.x's own: while a member of the cluster is frozen they all stand
     * still, and uploads and everything else that needs Vert.x's pool must not.
     */
    private static final int BLOCKING_THREADS = 2;

    private final IMap<String, String> map;
    private final Context context;
    private final WorkerExecutor blocking;

    public HazelcastMap(IMap<String, String> map, Context context) {
        this.map = map;
        this.context = context;
        this.blocking = context.owner().createSharedWorkerExecutor("facewire-map", BLOCKING_THREADS);
    }

    @Override
    public Future<String> get(String key) {
        return Future.fromCompletionStage(map.getAsync(key), context);
    }

    @Override
    public Future<Void> put(String key, String value, Duration timeToLive) {
        return Future.fromCompletionStage(
                map.setAsync(key, value, timeToLive.toMillis(), TimeUnit.MILLISECONDS), context);
    }

    @Override
    public Future<Boolean> touch(String key, Duration timeToLive) {
        // Hazelcast has no asynchronous form of this one.
        return blocking.executeBlocking(() -> map.setTtl(key, timeToLive.toMillis(), TimeUnit.MILLISECONDS), false);
    }

    @Override
    public Future<Void> remove(String key) {
        return Future.fromCompletionStage(map.removeAsync(key), context).mapEmpty();
    }
}
