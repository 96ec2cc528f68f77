package dev.facewire.vision.photo;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for work on photos, apart from frames, event loops and Vert.x's own pools: few of them, a short queue, and a
 * time limit for each task. A task over its time is failed at once and its thread interrupted; a thread that does not
 * come back from that is abandoned and replaced, a few times. Thread-safe.
 */
public final class PhotoPool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PhotoPool.class);
    /** Each is up to 20 MB of photos. */
    private static final int MAX_WAITING = 4;
    /** Decoders look for an interruption often, but libjpeg works through a 4 KB piece first. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final int MAX_LOST = 3;

    private final String name;
    private final Duration grace;
    private final BlockingQueue<Job<?>> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private volatile boolean closed;
    private volatile int lost; // written under this

    /** @param name of its threads */
    public PhotoPool(String name, int threads) {
        this(name, threads, GRACE);
    }

    /** @param grace in which a thread must come back from its interruption */
    PhotoPool(String name, int threads, Duration grace) {
        this.name = name;
        this.grace = grace;
        for (int i = 0; i < threads; i++) {
            startThread();
        }
    }

    /** Threads that were given up and have not come back. */
    public int lost() {
        return lost;
    }

    /**
     * Runs a task.
     *
     * @param limit from now on, waiting included; a task that was not begun by then is not begun at all
     * @return its result; or a Fault: OVERLOADED before any work, where too many wait or too many threads were lost;
     *     WORKER_TIMEOUT when its time is up
     */
    public <T> CompletableFuture<T> submit(String task, Duration limit, Callable<T> work) {
        Job<T> job = new Job<>(task, work);
        if (closed || lost >= MAX_LOST) {
            return CompletableFuture.failedFuture(
                    new Fault(ErrorCode.OVERLOADED, "this worker takes no photos any more; it has to be started anew"));
        }
        if (!waiting.offer(job)) {
            return CompletableFuture.failedFuture(
                    new Fault(ErrorCode.OVERLOADED, "the worker is busy with photos; try again"));
        }
        CompletableFuture<Void> timer =
                new CompletableFuture<Void>().completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS);
        var unusedLate = timer.thenRun(() -> job.timeIsUp(limit)); // does nothing to one that is done
        var unusedInTime = job.result.whenComplete((result, failure) -> timer.complete(null));
        return job.result;
    }

    private void startThread() {
        Thread thread = new Thread(this::work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        boolean mine = true;
        while (mine && !closed) {
            try {
                Job<?> job = waiting.poll(1, TimeUnit.SECONDS);
                mine = job == null || job.run();
            } catch (InterruptedException e) {
                return; // nobody does that between jobs
            }
        }
    }

    /** Fails what waits; what runs goes on to its end, and nobody waits for it. */
    @Override
    public void close() {
        closed = true;
        for (Job<?> job = waiting.poll(); job != null; job = waiting.poll()) {
            job.fail("the worker stops");
        }
    }

    private enum State {
        WAITING,
        RUNNING,
        LOST,
        DONE
    }

    private final class Job<T> {
        private final String task;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private Callable<T> work; // given up when done: it holds the photos
        private State state = State.WAITING;
        private Thread thread;

        Job(String task, Callable<T> work) {
            this.task = task;
            this.work = work;
        }

        /** Returns false where the thread has been replaced meanwhile. */
        boolean run() {
            Callable<T> begun = begin();
            if (begun == null) {
                return true;
            }
            T value = null;
            Throwable failure = null;
            try {
                value = begun.call();
            } catch (Throwable t) { // an Error too belongs to the caller and must not end the thread
                failure = t;
            }
            boolean mine = end();
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
            return mine;
        }

        private synchronized Callable<T> begin() {
            Callable<T> begun = result.isDone() ? null : work;
            work = null;
            state = begun == null ? State.DONE : State.RUNNING;
            thread = Thread.currentThread();
            return begun;
        }

        private boolean end() {
            boolean mine;
            synchronized (this) {
                mine = state == State.RUNNING;
                state = State.DONE;
                Thread.interrupted(); // no interruption may reach the next task
            }
            if (!mine) {
                log.warn("{}: a thread that had been given up has come back from '{}'", name, task);
                countLost(-1);
            }
            return mine;
        }

        void fail(String why) {
            result.completeExceptionally(new Fault(ErrorCode.WORKER_TIMEOUT, why));
        }

        void timeIsUp(Duration limit) {
            if (result.isDone()) {
                return;
            }
            log.warn("{}: '{}' was given up after {} s", name, task, limit.toSeconds());
            fail("the photo took longer than " + limit.toSeconds() + " s; use a smaller one, or try again");
            synchronized (this) {
                work = null;
                if (state == State.RUNNING) {
                    thread.interrupt();
                    CompletableFuture.delayedExecutor(grace.toMillis(), TimeUnit.MILLISECONDS)
                            .execute(this::replaceThread);
                }
            }
        }

        private void replaceThread() {
            synchronized (this) {
                if (state != State.RUNNING) {
                    return;
                }
                state = State.LOST;
            }
            countLost(1);
            log.error("{}: '{}' does not end; its thread is given up ({} so far)", name, task, lost);
            if (!closed) {
                startThread();
            }
        }
    }

    private synchronized void countLost(int change) {
        lost += change;
    }
}
