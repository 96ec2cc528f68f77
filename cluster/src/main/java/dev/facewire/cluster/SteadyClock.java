package dev.facewire.cluster;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * The wall clock as it was at the start, moved on by the monotonic one: leases and reservations must not expire early,
 * nor outlive their time, because someone set the machine's time.
 */
public final class SteadyClock extends Clock {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final LongSupplier nanoTime;
    private final long startMs;
    private final long startNanos;

    public SteadyClock() {
        this(System::currentTimeMillis, System::nanoTime);
    }

    /** On other sources: the wall clock is read once, here. */
    SteadyClock(LongSupplier wallMs, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        startMs = wallMs.getAsLong();
        startNanos = nanoTime.getAsLong();
    }

    @Override
    public long millis() {
        return startMs + (nanoTime.getAsLong() - startNanos) / NANOS_PER_MILLI;
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
        throw new UnsupportedOperationException("only UTC");
    }
}
