package dev.facewire.bench.quality.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AffineTest {

    @Test
    void thereAndBackIsNoMovement() {
        Affine there = Affine.around(10, 20, 1.7, 0.4).then(Affine.shift(3, -5));
        Affine both = there.then(there.inverse());
        assertThat(both.x(7, 9)).isCloseTo(7, within(1e-9));
        assertThat(both.y(7, 9)).isCloseTo(9, within(1e-9));
        assertThat(there.scale()).isCloseTo(1.7, within(1e-12));
    }

    @Test
    void aQuarterTurnAroundAPointIsClockwise() {
        Affine turn = Affine.around(10, 10, 1, Math.PI / 2);
        assertThat(turn.x(10, 5)).isCloseTo(15, within(1e-12)); // what was above is to the right
        assertThat(turn.y(10, 5)).isCloseTo(10, within(1e-12));
    }

    @Test
    void thenMeansAfterwards() {
        Affine scaledThenShifted = Affine.around(0, 0, 2, 0).then(Affine.shift(1, 0));
        assertThat(scaledThenShifted.x(3, 0)).isEqualTo(7);
    }
}
