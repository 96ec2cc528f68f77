package dev.facewire.gpu.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

    @Test
    void aLoopThatIsAlwaysBusyIsFullyStressedAndOneThatRestsForgets() {
        BusyShare busy = new BusyShare(0);
        busy.report(true, 5_000_000_000L);
        assertThat(busy.share()).isCloseTo(1, within(0.01));
        busy.report(false, 10_000_000_000L);
        assertThat(busy.share()).isCloseTo(0, within(0.01));
    }
}
