package dev.facewire.vision.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.vision.tensor.ShippedModels;
import dev.facewire.vision.tensor.Tensor;
import dev.facewire.vision.tensor.TorchDevice;
import dev.facewire.vision.tensor.TorchModule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With real tensors, whose memory is gone when they are closed. */
class StagingIT {
    private final List<Integer> asked = new ArrayList<>();

    @Test
    void whereTheMemoryIsNotToBeHadWhatWasThereIsNotUsedAgain() {
        try (TorchDevice device = TorchDevice.open(-1);
                TorchModule pictures = device.load(ShippedModels.read("neural_swap.pt"));
                Staging staging = new Staging(size -> allocate(device, pictures, size))) {
            staging.room(100);
            staging.bytes().put(99, (byte) 7);
            staging.room(50);
            assertThat(staging.bytes().get(99)).as("it does not shrink").isEqualTo((byte) 7);

            assertThatThrownBy(() -> staging.room(1000)).hasMessageContaining("out of memory");
            assertThat(staging.bytes().capacity())
                    .as("bytes of the closed tensor")
                    .isZero();
            assertThat(staging.tensor()).isNull();

            staging.room(100);
            staging.bytes().put(99, (byte) 8);
            assertThat(staging.tensor().hostBytes().get(99)).isEqualTo((byte) 8);
            assertThat(asked).containsExactly(100, 1000, 100);
        }
    }

    private Tensor allocate(TorchDevice device, TorchModule pictures, int size) {
        asked.add(size);
        if (size == 1000) {
            throw new IllegalStateException("CUDA out of memory, on purpose");
        }
        try (TorchDevice.Scope scope = device.scope()) {
            return pictures.run(scope, "staging", size).get(0).own(device);
        }
    }
}
