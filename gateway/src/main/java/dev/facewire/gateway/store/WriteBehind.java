package dev.facewire.gateway.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to a {@link SharedMap} without making anyone wait: while a write of a key is under way, only the latest next
 * one is kept, so that writes of a key arrive in order and a frozen member costs memory for one value a key. A write
 * that fails is logged, and the next one repairs it; so is one that the map refuses by an exception, as Hazelcast does
 * while it shuts down. No method throws. Confined to one event loop.
 */
public final class WriteBehind {
    private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);

    private final String name;
    private final SharedMap map;
    /** What follows the write that is under way, by key; {@link #NOTHING} where nothing does. */
    private final Map<String, Write> following = new HashMap<>();

    /** A value to put, or a removal where it is null; {@code done} completes when it is written or overtaken. */
    private record Write(String value, Duration timeToLive, Promise<Void> done) {}

    private static final Write NOTHING = new Write(null, null, Promise.promise());

    /**
     * Writes to this map.
     *
     * @param name of what is kept, for the log
     */
    public WriteBehind(String name, SharedMap map) {
        this.name = name;
        this.map = map;
    }

    /** The value in the cluster, or null. */
    public Future<String> get(String key) {
        return attempt(() -> map.get(key));
    }

    /** Puts a value; the future completes when it is written or overtaken by a later write of the same key. */
    public Future<Void> put(String key, String value, Duration timeToLive) {
        Promise<Void> done = Promise.promise();
        later(key, new Write(value, timeToLive, done));
        return done.future();
    }

    /** Removes a key; the future is for who wants to know when that is done. */
    public Future<Void> remove(String key) {
        Promise<Void> done = Promise.promise();
        later(key, new Write(null, Duration.ZERO, done));
        return done.future();
    }

    /** Gives a key a new time to live; false where the map does not have it, so that nothing comes back to life. */
    public Future<Boolean> touch(String key, Duration timeToLive) {
        return attempt(() -> map.touch(key, timeToLive)).onFailure(this::failed);
    }

    private void later(String key, Write write) {
        Write overtaken = following.get(key);
        if (overtaken == null) {
            following.put(key, NOTHING);
            now(key, write);
            return;
        }
        following.put(key, write);
        overtaken.done().tryComplete();
    }

    private void now(String key, Write write) {
        Future<Void> written = attempt(
                () -> write.value() == null ? map.remove(key) : map.put(key, write.value(), write.timeToLive()));
        written.onComplete(result -> {
            if (result.failed()) {
                failed(result.cause());
                write.done().tryFail(result.cause());
            } else {
                write.done().tryComplete();
            }
            Write next = following.remove(key);
            if (next != null && !NOTHING.equals(next)) {
                later(key, next);
            }
        });
    }

    private static <T> Future<T> attempt(Supplier<Future<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    private void failed(Throwable cause) {
        LOG.warn("a {} could not be written to the cluster: {}", name, cause.toString());
    }
}
