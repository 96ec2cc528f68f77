package dev.facewire.vision.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SoftnessTest {
    private final Softness softness = new Softness();

    private int after(int times, double sharper) {
        for (int i = 0; i < times; i++) {
            softness.next(sharper);
        }
        return softness.levels();
    }

    @Test
    void aPictureAsSharpAsTheTextureChangesNothing() {
        assertThat(after(100, 1)).isZero();
        assertThat(after(100, 1.1)).isZero();
        assertThat(after(100, 0.2)).as("it can't be finer than fine").isZero();
    }

    @Test
    void oneOddMeasurementChangesNothing() {
        after(10, 1);
        assertThat(after(1, 1.7)).isZero();
    }

    @Test
    void aSoftCameraGetsACoarserTextureStepByStepAndAtMostThree() {
        assertThat(after(1, 2)).isEqualTo(1);
        assertThat(after(3, 2)).as("what the step did is waited for").isEqualTo(1);
        assertThat(after(1, 2)).isEqualTo(2);
        assertThat(after(100, 2)).isEqualTo(3);
    }

    @Test
    void itComesBackAndDoesNotSwing() {
        after(1, 2);
        assertThat(after(50, 0.8)).as("one step was right").isEqualTo(1);
        assertThat(after(50, 0.5)).isZero();
    }
}
