package dev.facewire.gateway.workers;

import dev.facewire.gateway.assign.WorkerCalls;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.Verb;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Requests to workers that fail as soon as the worker is known to be gone, instead of when their time is up: the event
 * bus itself doesn't notice a refused connection. Confined to the gateway's event loop.
 */
public final class GuardedCalls implements WorkerCalls {
    private final WorkerCalls transport;
    private final Consumer<WorkerKey> onTimeout;
    private final Map<WorkerKey, Set<Promise<?>>> pending = new HashMap<>();

    /**
     * Guards a transport.
     *
     * @param transport sends the requests
     * @param onTimeout is told of each worker that did not answer in time
     */
    public GuardedCalls(WorkerCalls transport, Consumer<WorkerKey> onTimeout) {
        this.transport = transport;
        this.onTimeout = onTimeout;
    }

    @Override
    public <T> Future<T> request(WorkerKey worker, Verb verb, Object body, Class<T> reply, Duration timeout) {
        Promise<T> promise = Promise.promise();
        pending.computeIfAbsent(worker, key -> new HashSet<>()).add(promise);
        transport.request(worker, verb, body, reply, timeout).onComplete((result, failure) -> {
            forget(worker, promise);
            if (failure == null) {
                promise.tryComplete(result);
            } else {
                if (failure instanceof Fault fault && fault.code() == ErrorCode.WORKER_TIMEOUT) {
                    onTimeout.accept(worker);
                }
                promise.tryFail(failure);
            }
        });
        return promise.future();
    }

    /** Fails what is under way to this worker. */
    public void gone(WorkerKey worker, String reason) {
        Set<Promise<?>> lost = pending.remove(worker);
        if (lost != null) {
            lost.forEach(promise -> promise.tryFail(new Fault(ErrorCode.WORKER_GONE, reason)));
        }
    }

    private void forget(WorkerKey worker, Promise<?> promise) {
        Set<Promise<?>> mine = pending.get(worker);
        if (mine != null && mine.remove(promise) && mine.isEmpty()) {
            pending.remove(worker);
        }
    }
}
