package dev.facewire.gpu.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlowBatchesTest {
    private static final long SECOND = 1_000_000_000L;

    private final SlowBatches batches = new SlowBatches();

    SlowBatchesTest() {
        batches.engines(Map.of("neural", 20_000.0, "net_256", 60_000.0));
    }

    @Test
    void aSlowEngineIsBorneWithForAWhile() {
        assertThat(batches.inWork(0)).isFalse();
        batches.begins(List.of("neural"), 5 * SECOND);
        assertThat(batches.inWork(5 * SECOND)).isTrue();
        assertThat(batches.inWork(24 * SECOND)).isTrue();
        assertThat(batches.inWork(26 * SECOND)).as("a device that hangs").isFalse();
        batches.ends();
        assertThat(batches.inWork(6 * SECOND)).isFalse();
    }

    @Test
    void anEngineThatIsQuickIsNot() {
        batches.begins(List.of("mesh"), 5 * SECOND);
        assertThat(batches.inWork(5 * SECOND + 1)).isFalse();
    }

    @Test
    void theSlowestInTheBatchCounts() {
        batches.begins(List.of("mesh", "net_256", "neural"), 0);
        assertThat(batches.inWork(59 * SECOND)).isTrue();
        batches.ends();
        batches.begins(List.of("mesh"), 60 * SECOND);
        assertThat(batches.inWork(60 * SECOND)).isFalse();
    }
}
