package dev.facewire.bench.assign.sim;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that jumps from one thing that happens to the next. One thread. */
final class SimTime extends Clock {
    private final PriorityQueue<Happening> queue =
            new PriorityQueue<>(Comparator.comparingLong(Happening::atMicros).thenComparingLong(Happening::order));
    private long nowMicros = 1_000_000_000_000L;
    private long order;

    private record Happening(long atMicros, long order, Runnable what) {}

    long nowMicros() {
        return nowMicros;
    }

    void after(double ms, Runnable what) {
        queue.add(new Happening(nowMicros + (long) (ms * 1000), order++, what));
    }

    /** Again and again until the simulation ends. */
    void every(double ms, double firstMs, Runnable what) {
        after(firstMs, () -> {
            what.run();
            every(ms, ms, what);
        });
    }

    /** Lets all happen that is due within so many seconds. */
    void run(double seconds) {
        long end = nowMicros + (long) (seconds * 1e6);
        while (!queue.isEmpty() && queue.peek().atMicros() <= end) {
            Happening next = queue.poll();
            nowMicros = next.atMicros();
            next.what().run();
        }
        nowMicros = end;
    }

    @Override
    public long millis() {
        return nowMicros / 1000;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
