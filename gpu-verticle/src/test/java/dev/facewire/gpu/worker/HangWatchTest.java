package dev.facewire.gpu.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.gpu.device.DeviceLoop;
import org.junit.jupiter.api.Test;

class HangWatchTest {
    private final HangWatch watch = new HangWatch(1000, 10);
    private long now = 5_000;

    private boolean tick(long afterMs, long batch) {
        now += afterMs;
        return watch.tick(now, batch < 0 ? null : new DeviceLoop.InWork(batch, "frames"));
    }

    @Test
    void aBatchThatIsInWorkForTenTicksHangs() {
        for (int i = 0; i < 10; i++) {
            assertThat(tick(1000, 7)).isFalse();
        }
        assertThat(tick(1000, 7)).isTrue();
    }

    @Test
    void anotherBatchOrNoneBeginsAnew() {
        for (int i = 0; i < 10; i++) {
            assertThat(tick(1000, 7)).isFalse();
        }
        assertThat(tick(1000, 8)).isFalse();
        for (int i = 0; i < 30; i++) {
            assertThat(tick(1000, -1)).isFalse();
        }
    }

    @Test
    void ticksThatWereMissedWhileTheProcessStoodStillDontCount() {
        assertThat(tick(1000, 7)).isFalse();
        assertThat(tick(12_000, 7)).isFalse();
        for (int i = 0; i < 11; i++) {
            assertThat(tick(0, 7)).as("missed tick %d", i).isFalse();
        }
        assertThat(tick(900, 8)).isFalse();
    }
}
