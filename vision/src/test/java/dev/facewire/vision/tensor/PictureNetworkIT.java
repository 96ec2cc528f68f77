package dev.facewire.vision.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The two forms of the shipped networks are one network. */
class PictureNetworkIT {
    private static TorchDevice device;

    @BeforeAll
    static void open() {
        device = TorchDevice.open(-1);
    }

    @AfterAll
    static void close() {
        device.close();
    }

    @ParameterizedTest
    @CsvSource({"face_attention, 192, 1", "face_attention, 192, 3", "face_detection, 128, 1", "face_detection, 128, 3"})
    void onnxGivesWhatTorchScriptGives(String name, int side, int count) {
        try (PictureNetwork onnx = OnnxNetwork.load(ShippedModels.read(name + ".onnx"));
                PictureNetwork torch = new TorchNetwork(device.load(ShippedModels.read(name + ".pt")));
                TorchDevice.Scope scope = device.scope()) {
            List<Tensor> pictures = IntStream.range(0, count)
                    .mapToObj(seed -> noise(scope, side, seed))
                    .toList();
            List<float[]> a = onnx.run(scope, pictures);
            List<float[]> b = torch.run(scope, pictures);
            assertThat(a).hasSameSizeAs(b);
            for (int k = 0; k < a.size(); k++) {
                assertThat(a.get(k).length).isEqualTo(b.get(k).length).isPositive();
                assertThat(a.get(k)).as("output %d", k).containsExactly(b.get(k), Offset.offset(2e-3f));
            }
            assertThat(a.get(0)).as("pictures are told apart").isNotEqualTo(new float[a.get(0).length]);
            if (count > 1) {
                int size = a.get(0).length / count;
                assertThat(a.get(0)[0]).isNotEqualTo(a.get(0)[size]);
            }
        }
    }

    private static Tensor noise(TorchDevice.Scope scope, int side, int seed) {
        Random random = new Random(seed);
        ByteBuffer levels =
                ByteBuffer.allocateDirect(3 * side * side * Float.BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < 3 * side * side; i++) {
            levels.putFloat(i * Float.BYTES, random.nextFloat());
        }
        return Tensor.floats(scope, levels, 1, 3, side, side);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void nothingOfOnnxRuntimeStaysInTheFolderOfTemporaryFiles() throws Exception {
        OnnxNetwork.load(ShippedModels.read("face_detection.onnx")).close();

        Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
        assertThat(UnpackedLibraries.folders(
                        Files.readAllLines(Path.of("/proc/self/maps")), temporary, "onnxruntime-java"))
                .isNotEmpty()
                .noneMatch(Files::exists);
    }
}
