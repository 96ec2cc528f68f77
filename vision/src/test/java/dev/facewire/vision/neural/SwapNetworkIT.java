package dev.facewire.vision.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.BaseNDManager;
import dev.facewire.vision.importing.TestScripts;
import dev.facewire.vision.model.ManifestFile;
import dev.facewire.vision.model.ModelManifest;
import dev.facewire.vision.model.UnusableModelException;
import dev.facewire.vision.tensor.TorchDevice;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a network leaves on its device, which DJL's own list of what is open there tells. */
class SwapNetworkIT {
    private static final ModelManifest RESWAPPER = ManifestFile.known().get(1);

    @TempDir
    Path folder;

    private static int open(TorchDevice device) throws ReflectiveOperationException {
        Field manager = TorchDevice.class.getDeclaredField("onDevice");
        manager.setAccessible(true);
        Field resources = BaseNDManager.class.getDeclaredField("resources");
        resources.setAccessible(true);
        return ((Map<?, ?>) resources.get(manager.get(device))).size();
    }

    @Test
    void aCheckLeavesNothingBehindAndClosingLeavesNothingAtAll() throws Exception {
        Path mirror = Path.of("target", "test-classes", "models", "mirror.pt");
        try (TorchDevice device = TorchDevice.open(-1)) {
            int before = open(device);
            SwapNetwork network = SwapNetwork.load(device, RESWAPPER, mirror);
            int loaded = open(device);
            assertThat(loaded).isGreaterThan(before);
            network.check();
            assertThat(open(device)).as("tensors of the check").isEqualTo(loaded);
            network.close();
            assertThat(open(device)).isEqualTo(before);
        }
    }

    @Test
    void memoryThatIsNotEnoughToMakeItFastIsHeardOf() throws Exception {
        Path file = TestScripts.make(folder.resolve("large.pt"), """
                @torch.jit.export
                def fast(self, half: bool):
                    raise RuntimeError("CUDA out of memory. Tried to allocate all of it")

                def forward(self, target: Tensor, source: Tensor) -> Tensor:
                    return target + self.device_of
                """);
        try (TorchDevice device = TorchDevice.open(-1)) {
            int before = open(device);
            assertThatThrownBy(() -> SwapNetwork.load(device, RESWAPPER, file, true))
                    .hasMessageContaining("out of memory");
            assertThat(open(device)).as("the module is closed").isEqualTo(before);
        }
    }

    @Test
    void aNetworkOfAnotherMakeRunsAsItIs() throws Exception {
        try (TorchDevice device = TorchDevice.open(-1);
                SwapNetwork network = SwapNetwork.load(
                        device, RESWAPPER, Path.of("target", "test-classes", "models", "paint.pt"), true)) {
            assertThat(network.half()).isFalse();
            network.check();
        }
    }

    @Test
    void anotherShapeIsSaidInWords() throws Exception {
        Path file = TestScripts.make(folder.resolve("half.pt"), """
                def forward(self, target: Tensor, source: Tensor) -> Tensor:
                    return target[:, :, ::2, ::2] + self.device_of
                """);
        try (TorchDevice device = TorchDevice.open(-1);
                SwapNetwork network = SwapNetwork.load(device, RESWAPPER, file)) {
            assertThatThrownBy(network::check)
                    .isInstanceOf(UnusableModelException.class)
                    .hasMessageContaining("gives a picture of shape [1, 3, 64, 64], not [1, 3, 128, 128]");
        }
    }
}
