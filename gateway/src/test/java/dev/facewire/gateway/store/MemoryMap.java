package dev.facewire.gateway.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A {@link SharedMap} in memory that can be made to wait, and to refuse. */
public final class MemoryMap implements SharedMap {
    public final Map<String, String> values = new HashMap<>();
    public final List<String> touched = new ArrayList<>();
    private final Deque<Promise<Void>> held = new ArrayDeque<>();
    private boolean holding;
    private RuntimeException refusal;

    /** Every call throws from now on, as Hazelcast's do when it is shut down; null takes that back. */
    public void refuse(RuntimeException by) {
        refusal = by;
    }

    /** Writes wait from now on. */
    public void hold() {
        holding = true;
    }

    /** Lets the oldest write that waits go. */
    public void letOne() {
        held.removeFirst().complete();
    }

    public int waiting() {
        return held.size();
    }

    @Override
    public Future<String> get(String key) {
        check();
        return Future.succeededFuture(values.get(key));
    }

    @Override
    public Future<Void> put(String key, String value, Duration timeToLive) {
        return gate().onSuccess(done -> values.put(key, value));
    }

    @Override
    public Future<Boolean> touch(String key, Duration timeToLive) {
        check();
        touched.add(key);
        return Future.succeededFuture(values.containsKey(key));
    }

    @Override
    public Future<Void> remove(String key) {
        return gate().onSuccess(done -> values.remove(key));
    }

    private void check() {
        if (refusal != null) {
            throw refusal;
        }
    }

    private Future<Void> gate() {
        check();
        if (!holding) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        held.add(promise);
        return promise.future();
    }
}
