package dev.facewire.cluster.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.cluster.ManualClock;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReservationsTest {
    private static final Duration TTL = Duration.ofSeconds(15);

    private final ManualClock clock = new ManualClock();
    private final Reservations slots = new Reservations(2, clock);

    @Test
    void aSlotIsReservedThenUsedThenFree() {
        String reservation = slots.reserve("a", TTL);
        assertThat(slots.reserved()).isEqualTo(1);
        slots.require("a", reservation);
        slots.use("a");
        assertThat(slots.used()).isEqualTo(1);
        assertThat(slots.reserved()).isZero();
        assertThat(slots.release("a")).isTrue();
        assertThat(slots.free()).isEqualTo(2);
        assertThat(slots.release("a")).as("releasing twice is no error").isFalse();
    }

    @Test
    void thereAreNeverMoreThanThereAre() {
        slots.reserve("a", TTL);
        slots.reserve("b", TTL);
        assertThatThrownBy(() -> slots.reserve("c", TTL))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(ErrorCode.FULL));
        slots.release("a");
        slots.reserve("c", TTL);
    }

    @Test
    void askingAgainGetsTheSameSlotAndMoreTime() {
        String first = slots.reserve("a", TTL);
        clock.elapse(Duration.ofSeconds(10));
        assertThat(slots.reserve("a", TTL)).isEqualTo(first);
        clock.elapse(Duration.ofSeconds(10));
        assertThat(slots.expire()).isEmpty();
        assertThat(slots.reserved()).isEqualTo(1);
    }

    @Test
    void whatIsNotUsedRunsOut() {
        String reservation = slots.reserve("a", TTL);
        clock.elapse(TTL);
        assertThat(slots.expire()).containsExactly("a");
        assertThat(slots.free()).isEqualTo(2);
        assertThatThrownBy(() -> slots.require("a", reservation))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(ErrorCode.NO_RESERVATION));
    }

    @Test
    void theAnswerStartsTheTimeAnewAndUseEndsIt() {
        slots.reserve("a", TTL);
        clock.elapse(Duration.ofSeconds(14));
        slots.renew("a", TTL);
        clock.elapse(Duration.ofSeconds(14));
        assertThat(slots.expire()).isEmpty();
        slots.use("a");
        clock.elapse(Duration.ofHours(9));
        assertThat(slots.expire()).isEmpty();
        slots.renew("a", TTL);
        slots.reserve("a", TTL);
        assertThat(slots.used()).as("a used slot stays used").isEqualTo(1);
    }

    @Test
    void anothersReservationDoesNotCount() {
        slots.reserve("a", TTL);
        String other = slots.reserve("b", TTL);
        assertThatThrownBy(() -> slots.require("a", other)).isInstanceOf(Fault.class);
    }
}
