package dev.facewire.rtc;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that calls a peer's native objects. After {@link #finish} nothing reaches them any more. */
final class PeerThread {
    private static final Logger log = LoggerFactory.getLogger(PeerThread.class);

    private final String name;
    private final ExecutorService executor;
    private CompletableFuture<Void> finished;

    PeerThread(String name) {
        this.name = name;
        this.executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "peer-" + name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs a task on the thread. libwebrtc throws {@link Error} for text that it can't read: both kinds are caught. */
    <T> CompletableFuture<T> call(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    result.complete(task.call());
                } catch (Throwable t) {
                    result.completeExceptionally(t);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new IllegalStateException("the peer " + name + " is closed"));
        }
        return result;
    }

    /** Runs something that nobody waits for; dropped once finished. Never throws: native callbacks end up here. */
    void post(Runnable task) {
        call(() -> {
                    task.run();
                    return null;
                })
                .exceptionally(failure -> {
                    if (!(failure instanceof IllegalStateException)) {
                        log.error("in a callback of peer {}", name, failure);
                    }
                    return null;
                });
    }

    /** Runs the last task; later calls get its future and do nothing. */
    synchronized CompletableFuture<Void> finish(Runnable last) {
        if (finished == null) {
            finished = call(() -> {
                last.run();
                return null;
            });
            executor.shutdown();
        }
        return finished;
    }
}
