package dev.facewire.gpu.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FaultWatchTest {
    private static final long S = 1_000_000_000;
    private final FaultWatch watch = new FaultWatch();

    @Test
    void aLostDeviceIsGivenUpAtOnce() {
        assertThat(watch.failed(new IllegalStateException("CUDA error: an illegal memory access"), 0))
                .contains("CUDA error");
        assertThat(watch.failed(new RuntimeException(new OutOfMemoryError("Java heap space")), 0))
                .contains("fault");
    }

    @Test
    void aFrameThatCanNotBeWorkedOnIsNoFaultOfTheDevice() {
        for (int i = 0; i < 1000; i++) {
            assertThat(watch.failed(new IllegalArgumentException("odd frame"), i * S))
                    .isNull();
            watch.fine();
        }
    }

    @Test
    void nothingButFailuresForAWhileIsAFault() {
        String why = null;
        int batches = 0;
        while (why == null) {
            why = watch.failed(null, batches++ * S / 30);
        }
        assertThat(batches).isBetween(150, 153);
        assertThat(why).contains("in a row");
    }

    @Test
    void fewFailuresAreNoFaultHoweverFarApart() {
        for (int i = 0; i < 49; i++) {
            assertThat(watch.failed(null, i * 60L * S)).isNull();
        }
    }
}
