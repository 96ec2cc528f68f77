package dev.facewire.bench.quality.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FlickerTest {
    private static final int CELLS = Flicker.SIDE * Flicker.SIDE;

    private static float[] level(float value) {
        float[] crop = new float[CELLS];
        Arrays.fill(crop, value);
        return crop;
    }

    @Test
    void lightThatGrowsSteadilyIsNoFlicker() {
        Flicker flicker = new Flicker();
        flicker.add(level(10), level(20), level(30));
        assertThat(flicker.fine()).isZero();
        assertThat(flicker.coarse()).isCloseTo(0, within(1e-9));
    }

    @Test
    void aLampThatFlickersIsCoarseAndFine() {
        Flicker flicker = new Flicker();
        flicker.add(level(10), level(12), level(10));
        assertThat(flicker.fine()).isCloseTo(4, within(1e-6));
        assertThat(flicker.coarse()).isCloseTo(4, within(1e-3));
    }

    @Test
    void grainIsFineAndHardlyCoarse() {
        float[] grain = new float[CELLS];
        for (int i = 0; i < CELLS; i++) {
            grain[i] = (i + i / Flicker.SIDE) % 2 == 0 ? 8 : 12;
        }
        Flicker flicker = new Flicker();
        flicker.add(level(10), grain, level(10));
        assertThat(flicker.fine()).isCloseTo(4, within(1e-6));
        assertThat(flicker.coarse()).isLessThan(0.01);
    }

    @Test
    void withoutFramesThereIsNoFigure() {
        assertThat(new Flicker().fine()).isNaN();
    }
}
