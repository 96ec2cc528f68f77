package dev.facewire.vision.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceSpecTest {
    @ParameterizedTest
    @CsvSource({
        "auto,0,cpu0",
        "auto,2,cuda0 cuda1",
        "cpu,4,cpu0",
        "cpu:2,0,cpu0 cpu1",
        "cuda,2,cuda0 cuda1",
        "'cuda:1,0',2,cuda1 cuda0"
    })
    void devicesAreReadAsWritten(String text, int cudaDevices, String labels) {
        List<String> read = DeviceSpec.parse(text, () -> cudaDevices).stream()
                .map(DeviceSpec::label)
                .toList();
        assertThat(String.join(" ", read)).isEqualTo(labels);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "cpu:0", "cpu:-1", "cuda:2", "cuda:0,0", "cuda:", "CUDA", "auto "})
    void othersAreRefusedInWords(String text) {
        assertThatThrownBy(() -> DeviceSpec.parse(text, () -> 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--devices");
    }

    @Test
    void theEngineIsNotLoadedForACpu() {
        DeviceSpec.parse("cpu", () -> {
            throw new AssertionError("asked for CUDA devices");
        });
    }

    @Test
    void cudaWithoutADeviceIsRefused() {
        assertThatThrownBy(() -> DeviceSpec.parse("cuda", () -> 0)).hasMessageContaining("--devices cpu");
    }
}
