package dev.facewire.gpu.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimingsTest {
    @Test
    void percentilesAreOfTheLastFewOnly() {
        Timings timings = new Timings(10);
        assertThat(timings.percentile(0.5)).isZero();
        for (int i = 0; i < 5; i++) {
            timings.add(1000);
        }
        for (int i = 1; i <= 10; i++) {
            timings.add(i);
        }
        assertThat(timings.percentile(0.5)).isEqualTo(5);
        assertThat(timings.percentile(0.95)).isEqualTo(10);
        assertThat(timings.percentile(0)).isEqualTo(1);
    }
}
