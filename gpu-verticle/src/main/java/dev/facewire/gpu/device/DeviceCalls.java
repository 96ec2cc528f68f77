package dev.facewire.gpu.device;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.vision.swap.FaceProcessor;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that wait for the device's thread, in order. Each has a name and a time limit, waiting included: once it is
 * over the caller is told so, wherever the call is, and what it would have given is closed. Any thread adds, the
 * device's takes.
 */
final class DeviceCalls {
    private static final Logger log = LoggerFactory.getLogger(DeviceCalls.class);

    private final String device;
    private final Queue<Call<?>> waiting = new ConcurrentLinkedQueue<>();

    DeviceCalls(String device) {
        this.device = device;
    }

    /**
     * Adds a call.
     *
     * @param always run it also when its caller was told that it is too late, and when the loop ends: it frees or
     *     covers something
     */
    <T> CompletableFuture<T> add(String name, Duration limit, boolean always, Function<FaceProcessor, T> task) {
        Call<T> call = new Call<>(name, always, task);
        CompletableFuture<Void> timer =
                new CompletableFuture<Void>().completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS);
        var unusedLate = timer.thenRun(() -> call.timeIsUp(device, limit)); // does nothing to one that is done
        var unusedInTime = call.result.whenComplete((value, failure) -> timer.complete(null));
        waiting.add(call);
        return call.result;
    }

    /** The next one, or null. */
    Call<?> poll() {
        return waiting.poll();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** One of them. Run on the device's thread. */
    static final class Call<T> {
        private final String name;
        private final boolean always;
        private final Function<FaceProcessor, T> task;
        private final CompletableFuture<T> result = new CompletableFuture<>();

        private Call(String name, boolean always, Function<FaceProcessor, T> task) {
            this.name = name;
            this.always = always;
            this.task = task;
        }

        String name() {
            return name;
        }

        /** Whether it is run though nobody waits for it any more. */
        boolean always() {
            return always;
        }

        /** Returns what it threw, or null. */
        @SuppressWarnings("ReturnValueIgnored")
        Throwable run(FaceProcessor processor) {
            if (result.isDone() && !always) {
                return null; // nobody waits for it any more
            }
            T value;
            try {
                value = task.apply(processor);
            } catch (Throwable t) { // a native error too must reach the caller and not end the loop
                result.completeExceptionally(t);
                return t;
            }
            if (!result.complete(value) && value instanceof AutoCloseable unowned) {
                return closed(unowned);
            }
            return null;
        }

        private Throwable closed(AutoCloseable unowned) {
            try {
                unowned.close();
                return null;
            } catch (Exception e) {
                log.warn("what '{}' made too late did not close in order", name, e);
                return e;
            }
        }

        void fail(String why) {
            result.completeExceptionally(new IllegalStateException(why));
        }

        private void timeIsUp(String device, Duration limit) {
            if (result.completeExceptionally(new Fault(
                    ErrorCode.WORKER_TIMEOUT,
                    "the worker's device did not get to '" + name + "' in " + limit.toSeconds() + " s"))) {
                log.warn(
                        "device {}: '{}' was not done in {} s; who waited was told so",
                        device,
                        name,
                        limit.toSeconds());
            }
        }
    }
}
