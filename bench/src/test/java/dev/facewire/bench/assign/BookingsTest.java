package dev.facewire.bench.assign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BookingsTest {
    @Test
    void asManyAsThereAreSlotsIsRight() {
        assertThat(Bookings.overBooked(List.of(hold(1, 0, 10), hold(1, 5, 15), hold(1, 10, 20)), 2))
                .isZero();
    }

    @Test
    void oneMoreIsFound() {
        assertThat(Bookings.overBooked(List.of(hold(1, 0, 10), hold(1, 5, 15), hold(1, 9, 20)), 2))
                .isEqualTo(1);
    }

    @Test
    void anotherLifeHasSlotsOfItsOwn() {
        assertThat(Bookings.overBooked(List.of(hold(1, 0, 10), hold(2, 5, 15)), 1))
                .isZero();
    }

    @Test
    void balanceIsTheFullestOverTheMean() {
        Balance balance = Balance.of(List.of(new int[] {0, 0}, new int[] {10, 30}, new int[] {20, 20}));
        assertThat(balance).isEqualTo(new Balance(2, 20, 1.25, 1.5));
    }

    private static Hold hold(long epoch, long from, long to) {
        return new Hold("w", epoch, from, to);
    }
}
