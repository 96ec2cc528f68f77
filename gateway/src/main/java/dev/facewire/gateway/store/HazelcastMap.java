package dev.facewire.gateway.store;

import com.hazelcast.map.IMap;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A {@link SharedMap} in Hazelcast; replies come on the given context. */
public final class HazelcastMap implements SharedMap {
    private final IMap<String, String> map;
    private final Context context;

    public HazelcastMap(IMap<String, String> map, Context context) {
        this.map = map;
        this.context = context;
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
    public Future<Void> touch(String key, Duration timeToLive) {
        // Hazelcast has no asynchronous form of this one.
        return context.<Void>executeBlocking(
                () -> {
                    map.setTtl(key, timeToLive.toMillis(), TimeUnit.MILLISECONDS);
                    return null;
                },
                false);
    }

    @Override
    public Future<Void> remove(String key) {
        return Future.fromCompletionStage(map.removeAsync(key), context).mapEmpty();
    }
}
