package dev.facewire.client.session;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next try: twice as long each time up to a limit, less a random part, so that clients which
 * lost one gateway together don't come back together. Pure but for the given random numbers.
 */
final class Backoff {
    private final Duration first;
    private final Duration longest;
    private final DoubleSupplier random;
    private Duration next;

    /** @param random numbers from 0 up to 1 */
    Backoff(Duration first, Duration longest, DoubleSupplier random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
        this.next = first;
    }

    /** From half to all of the present step; the next step is twice as long. */
    Duration next() {
        Duration step = next;
        Duration doubled = step.multipliedBy(2);
        next = doubled.compareTo(longest) > 0 ? longest : doubled;
        return Duration.ofNanos((long) (step.toNanos() * (0.5 + random.getAsDouble() / 2)));
    }

    /** What was tried holds: the next failure begins anew. */
    void reset() {
        next = first;
    }
}
