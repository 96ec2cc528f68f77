package dev.facewire.gpu.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.gpu.device.EngineFaults.Judged;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineFaultsTest {
    private static final long FRAME = 33_333_333;
    private static final Judged MESH_FINE = new Judged("mesh", true, false, null);
    private static final Judged NOBODY_THERE = new Judged("net", false, false, null);

    private final EngineFaults faults = new EngineFaults();

    private static Judged failed(String engine, Throwable failure) {
        return new Judged(engine, false, true, failure);
    }

    @Test
    void whatAnEngineSaysOfItsDeviceIsBelieved() {
        assertThat(faults.judge(List.of(MESH_FINE, failed("net", new IllegalStateException("odd"))), 0))
                .isNull();
        assertThat(faults.judge(
                        List.of(
                                MESH_FINE,
                                failed("net", new IllegalStateException("CUDA error: an illegal memory access")),
                                failed("net", new IllegalStateException("odd"))),
                        0))
                .contains("the device has a fault", "CUDA error", "engine net");
        assertThat(new EngineFaults().judge(List.of(failed("net", new RuntimeException("CUDA out of memory"))), 0))
                .contains("out of memory");
    }

    @Test
    void anEngineWhoseFramesAllFailIsNoticedThoughAnothersGoThrough() {
        String why = null;
        int batches = 0;
        while (why == null && batches < 1000) {
            why = faults.judge(
                    List.of(MESH_FINE, failed("net", new IllegalStateException("odd")), NOBODY_THERE),
                    batches++ * FRAME);
        }
        assertThat(batches).as("five seconds").isBetween(150, 153);
        assertThat(why).contains("in a row", "odd", "engine net");
    }

    @Test
    void oneSessionsTroubleIsNotTheEngines() {
        Judged ill = failed("net", new IllegalStateException("odd"));
        Judged well = new Judged("net", true, false, null);
        for (int i = 0; i < 1000; i++) {
            assertThat(faults.judge(i % 2 == 0 ? List.of(ill, well) : List.of(ill), i * FRAME))
                    .isNull();
        }
    }

    @Test
    void aSessionWithNobodyBeforeItsCameraSaysNothing() {
        for (int i = 0; i < 1000; i++) {
            assertThat(faults.judge(List.of(NOBODY_THERE), i * FRAME)).isNull();
        }
    }
}
