package dev.facewire.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.cluster.slot.Reservations;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private static final long START_MS = 1_700_000_000_000L;

    private final AtomicLong wallMs = new AtomicLong(START_MS);
    private final AtomicLong nanos = new AtomicLong(-5_000_000); // nanoTime may be negative
    private final SteadyClock clock = new SteadyClock(wallMs::get, nanos::get);

    @Test
    void beginsWithTheWallClockAndGoesOnWithTheMonotonicOne() {
        assertThat(clock.millis()).isEqualTo(START_MS);
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(clock.millis()).isEqualTo(START_MS + 3000);
        assertThat(clock.instant().toEpochMilli()).isEqualTo(START_MS + 3000);
    }

    @Test
    void aWallClockSetForwardsExpiresNoReservation() {
        Reservations slots = new Reservations(1, clock);
        slots.reserve("session", Duration.ofSeconds(15));
        wallMs.addAndGet(Duration.ofHours(1).toMillis());

        assertThat(slots.expire()).isEmpty();
    }

    @Test
    void aWallClockSetBackKeepsNoReservationBeyondItsTime() {
        Reservations slots = new Reservations(1, clock);
        slots.reserve("session", Duration.ofSeconds(15));
        wallMs.addAndGet(-Duration.ofHours(1).toMillis());
        nanos.addAndGet(Duration.ofSeconds(15).toNanos());

        assertThat(slots.expire()).containsExactly("session");
    }
}
