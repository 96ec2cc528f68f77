package dev.facewire.it.attack;

import dev.facewire.bench.moves.Caller;
import dev.facewire.it.process.Jars;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A person in a call beside an attack. */
final class Victim implements AutoCloseable {
    static final double FPS = 5; // a machine that is busy serves that too

    /** What the person saw for some time: new swapped pictures a second, and the longest time without one. */
    record Seen(double fps, double longestGapMs) {}

    private final Caller caller;
    private boolean hungUp;

    private Victim(Caller caller) {
        this.caller = caller;
    }

    static Victim call(Target target, String name) throws IOException, InterruptedException {
        return new Victim(Caller.start(
                Jars.HOME, Jars.OUTPUT, name + "-victim", List.of(target.uri().toString()), Target.TOKEN, FPS));
    }

    void hangUp() throws IOException {
        close();
    }

    /** Watches while something goes on, and for at least so long. */
    Seen during(Action what, int atLeastSeconds) throws Exception {
        caller.recentGapMs(); // begins anew
        int before = caller.shown();
        long begun = System.nanoTime();
        what.run();
        long left = TimeUnit.SECONDS.toNanos(atLeastSeconds) - (System.nanoTime() - begun);
        TimeUnit.NANOSECONDS.sleep(left);
        double seconds = (System.nanoTime() - begun) / 1e9;
        int frames = caller.shown() - before;
        // With no frame at all the ledger knows of no gap.
        return new Seen(frames / seconds, frames == 0 ? seconds * 1000 : caller.recentGapMs());
    }

    /** Something that is done meanwhile. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /** Hangs up. May be called again. */
    @Override
    public void close() throws IOException {
        if (hungUp) {
            return;
        }
        hungUp = true;
        try {
            caller.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
