package dev.facewire.gateway.assign;

import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.Verb;
import io.vertx.core.Future;
import java.time.Duration;

/** Asks a worker for something. */
@FunctionalInterface
public interface WorkerCalls {
    /**
     * Sends a request.
     *
     * @return the reply, or a {@link Fault}: what the worker refused with, WORKER_TIMEOUT, or WORKER_GONE
     */
    <T> Future<T> request(WorkerKey worker, Verb verb, Object body, Class<T> reply, Duration timeout);
}
