package dev.facewire.vision.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeviceMemoryTest {
    @Test
    void whatNvidiaSmiSaysIsReadOrUnknown() {
        assertThat(DeviceMemory.parse("80123\n")).isEqualTo(80_123);
        assertThat(DeviceMemory.parse("[N/A]\n")).isEqualTo(DeviceMemory.UNKNOWN);
        assertThat(DeviceMemory.parse("No devices were found\n")).isEqualTo(DeviceMemory.UNKNOWN);
        assertThat(DeviceMemory.parse("")).isEqualTo(DeviceMemory.UNKNOWN);
    }

    @Test
    void cudaCountsOnlyTheVisibleDevices() {
        assertThat(DeviceMemory.driverId(1, null)).isEqualTo("1");
        assertThat(DeviceMemory.driverId(1, "")).isEqualTo("1");
        assertThat(DeviceMemory.driverId(1, "3, 5")).isEqualTo("5");
        assertThat(DeviceMemory.driverId(0, "GPU-8a1f")).isEqualTo("GPU-8a1f");
    }
}
