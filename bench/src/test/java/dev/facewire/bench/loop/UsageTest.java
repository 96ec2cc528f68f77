package dev.facewire.bench.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageTest {
    private static final String STAT =
            "4711 (a (strange) na) S 1 4711 4711 0 -1 4194560 2517 0 1 0 350 25 0 0 20 0 19 0 12345 4294967296 1000";

    @Test
    void aNameMayHoldBracketsAndSpaces() {
        assertThat(Usage.name(STAT)).isEqualTo("a (strange) na");
        assertThat(Usage.cpuMs(STAT)).isEqualTo(3750);
    }

    @Test
    void threadsOfAKindAreOne() {
        assertThat(Usage.kind("device-cpu0")).isEqualTo("device-cpu");
        assertThat(Usage.kind("GC Thread#1")).isEqualTo("GC Thread");
        assertThat(Usage.kind("EncoderQueue - 17")).isEqualTo("EncoderQueue");
        assertThat(Usage.kind("123")).isEqualTo("123");
    }

    @Test
    void aThreadThatCameLaterCountsFromItsStart() {
        Usage before = new Usage(100, Map.of("a", 60.0, "gone", 40.0), 10);
        Usage after = new Usage(180, Map.of("a", 90.0, "new", 20.0), 12);

        Usage used = after.since(before);

        assertThat(used.cpuMs()).isEqualTo(80);
        assertThat(used.threadCpuMs()).isEqualTo(Map.of("a", 30.0, "new", 20.0));
        assertThat(used.rssMb()).isEqualTo(12);
    }

    @Test
    void ownProcessIsRead() throws Exception {
        Usage own = Usage.of(ProcessHandle.current().pid());

        assertThat(own.cpuMs()).isPositive();
        assertThat(own.rssMb()).isPositive();
        assertThat(own.threadCpuMs()).isNotEmpty();
    }
}
