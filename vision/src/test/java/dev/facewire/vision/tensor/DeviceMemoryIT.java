package dev.facewire.vision.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceMemoryIT {
    @Test
    void aQueryThatIsInterruptedLeavesNoProcess() {
        Thread.currentThread().interrupt();
        assertThat(new DeviceMemory(List.of("sleep", "600")).ask()).isEqualTo(DeviceMemory.UNKNOWN);

        assertThat(Thread.interrupted()).isTrue();
        await().until(() -> ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .noneMatch(child -> child.info().command().orElse("").endsWith("sleep")));
    }
}
