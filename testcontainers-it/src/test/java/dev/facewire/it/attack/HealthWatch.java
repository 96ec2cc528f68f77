package dev.facewire.it.attack;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Asks a gateway for its health again and again, and notes the longest time without an answer. */
public final class HealthWatch implements AutoCloseable {
    private static final long INTERVAL_MS = 200;

    private final Thread thread;
    private volatile boolean closed;
    private volatile long askedNanos = System.nanoTime();
    private volatile double longestMs;

    private HealthWatch(Target target) {
        thread = new Thread(() -> watch(target), "health-watch");
        thread.setDaemon(true);
    }

    /** Begins to watch. */
    public static HealthWatch of(Target target) {
        HealthWatch watch = new HealthWatch(target);
        watch.thread.start();
        return watch;
    }

    private void watch(Target target) {
        try {
            while (!closed) {
                askedNanos = System.nanoTime();
                try {
                    target.healthMs();
                } catch (IOException dead) {
                    // as long as it gives no answer the time runs
                    TimeUnit.MILLISECONDS.sleep(INTERVAL_MS);
                    continue;
                }
                longestMs = Math.max(longestMs, sinceAskedMs());
                TimeUnit.MILLISECONDS.sleep(INTERVAL_MS);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private double sinceAskedMs() {
        return (System.nanoTime() - askedNanos) / 1e6;
    }

    /** Forgets what was before. */
    public void restart() {
        longestMs = 0;
    }

    /** The longest time that an answer took, or that one is awaited by now. */
    public double longestMs() {
        double waiting = sinceAskedMs() - INTERVAL_MS;
        return Math.max(longestMs, waiting);
    }

    @Override
    public void close() {
        closed = true; // the thread, a daemon, ends after its request
    }
}
