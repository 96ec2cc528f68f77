package dev.facewire.gpu.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.gpu.model.ModelManifest;
import dev.facewire.gpu.model.ModelStore;
import dev.facewire.gpu.neural.OnnxEmbedder;
import dev.facewire.gpu.neural.SwapNetwork;
import dev.facewire.gpu.tensor.ShippedModels;
import dev.facewire.gpu.tensor.Tensor;
import dev.facewire.gpu.tensor.TorchDevice;
import dev.facewire.gpu.tensor.TorchModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as people bring them, through the command, to numbers: what DJL gives must be what Python gave. */
class ModelsIT {
    /** fp32 rounding, over two builds of PyTorch that sum in other orders; pictures are of 0 to 1. */
    private static final double ROUNDING = 2e-5;

    @TempDir
    static Path made;

    @TempDir
    Path store;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeAll
    static void make() throws IOException, InterruptedException {
        RandomModels.make(made, "--width", "8", "--size", "64");
    }

    @BeforeEach
    void quiet() {
        said.reset();
    }

    private int models(String... words) {
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        String[] all = Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--models-dir";
        all[words.length + 1] = store.toString();
        return new ModelsMain(out, out).run(all);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private int bring(String file, String... more) {
        String[] words = {"import", made.resolve(file).toString(), "--python", RandomModels.PYTHON};
        String[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return models(all);
    }

    private String emap() {
        return made.resolve("emap.npy").toString();
    }

    private static ByteBuffer direct(float[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    private static double difference(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }

    private void drawsAsInPython(String name, String expected) throws IOException {
        ModelStore models = new ModelStore(store);
        ModelManifest manifest = models.manifest(name);
        try (TorchDevice device = TorchDevice.open(-1);
                TorchModule pictures = device.load(ShippedModels.read("neural_swap.pt"));
                SwapNetwork network = SwapNetwork.load(device, manifest, models.verified(manifest));
                TorchDevice.Scope scope = device.scope()) {
            float[] source = RandomModels.floats(made.resolve(expected + ".source.f32"));
            float[] target = RandomModels.floats(made.resolve(expected + ".target.f32"));
            float[] drawn = network.draw(
                            scope,
                            pictures,
                            Tensor.floats(scope, direct(target), 2, 3, 64, 64),
                            Tensor.floats(scope, direct(source), 2, 512))
                    .toFloats();
            float[] inPython = RandomModels.floats(made.resolve(expected + ".drawn.f32"));
            assertThat(difference(drawn, inPython)).isLessThan(ROUNDING);
            assertThat(difference(drawn, target)).as("it does draw something").isGreaterThan(0.1);
            float[] latents = RandomModels.floats(made.resolve(expected + ".latent.f32"));
            assertThat(difference(
                            network.latent(Arrays.copyOfRange(source, 512, 1024)),
                            Arrays.copyOfRange(latents, 512, 1024)))
                    .isLessThan(ROUNDING);
        }
    }

    @Test
    void inswapperOutOfOnnx() throws IOException {
        assertThat(bring("inswapper.onnx", "--as", "inswapper_128")).as(said()).isZero();
        assertThat(said()).contains("not the one that is known", "licence:", "non-commercial");
        drawsAsInPython("inswapper_128", "inswapper");
    }

    @Test
    void reswapperOfBothTimes() throws IOException {
        assertThat(bring("earlier.pth", "--as", "reswapper_128", "--emap", emap()))
                .as(said())
                .isZero();
        drawsAsInPython("reswapper_128", "earlier");
        assertThat(bring(
                        "later.pth",
                        "--as",
                        "reswapper_256",
                        "--name",
                        "late",
                        "--emap",
                        made.resolve("inswapper.onnx").toString()))
                .as(said())
                .isZero();
        drawsAsInPython("late", "later");
        assertThat(models("list")).isZero();
        assertThat(said()).contains("late", "256 px");
        assertThat(models("info", "late")).isZero();
        assertThat(models("verify")).as(said()).isZero();
    }

    @Test
    void anEmbeddingStaysOnnx() throws IOException {
        assertThat(bring("embedding.onnx", "--as", "arcface_w600k_r50"))
                .as(said())
                .isZero();
        ModelStore models = new ModelStore(store);
        ModelManifest manifest = models.manifest("arcface_w600k_r50");
        float[] picture = RandomModels.floats(made.resolve("embedding.picture.f32")); // -1..1
        for (int i = 0; i < picture.length; i++) {
            picture[i] = (picture[i] + 1) / 2;
        }
        try (OnnxEmbedder embedder = OnnxEmbedder.load(manifest, models.verified(manifest))) {
            float[] expected = RandomModels.floats(made.resolve("embedding.vector.f32"));
            assertThat(difference(embedder.embed(picture), expected)).isLessThan(1e-4);
        }
    }

    @Test
    void whatIsWrongIsSaidAndNothingIsLeftBehind() throws IOException {
        assertThat(bring("inswapper.onnx")).isEqualTo(2);
        assertThat(said()).contains("SHA-256", "is not known", "--as inswapper_128|");

        assertThat(bring("earlier.pth", "--as", "reswapper_128")).isEqualTo(2);
        assertThat(said()).contains("without the emap");

        Path cut = made.resolve("cut.onnx");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(made.resolve("inswapper.onnx")), 100_000));
        assertThat(bring("cut.onnx", "--as", "inswapper_128")).isEqualTo(2);
        assertThat(bring("cut.onnx", "--as", "arcface_w600k_r50")).isEqualTo(2);

        assertThat(bring("embedding.onnx", "--as", "inswapper_128")).isEqualTo(2);
        assertThat(said()).contains("0 convolutions");
        assertThat(bring("inswapper.onnx", "--as", "arcface_w600k_r50")).isEqualTo(2);
        assertThat(models("import", made.resolve("nowhere.onnx").toString())).isEqualTo(2);
        assertThat(said()).contains("nowhere.onnx' can't be read").doesNotContain("Exception");
        try (var left = Files.list(store)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aPickleThatWouldRunSomethingRunsNothing() throws IOException {
        Path touched = made.resolve("touched");
        String pickle = "cos\nsystem\n(S'touch " + touched + "'\ntR.";
        Files.writeString(made.resolve("evil.pth"), pickle);
        Files.writeString(made.resolve("evil.pt"), pickle);
        assertThat(bring("evil.pth", "--as", "reswapper_128", "--emap", emap())).isEqualTo(2);
        assertThat(said()).contains("nothing else of a pickle is run");
        assertThat(bring("evil.pt", "--as", "reswapper_128")).isEqualTo(2);
        assertThat(touched).doesNotExist();
    }

    @Test
    void aFileThatChangedIsNotRight() throws IOException {
        assertThat(bring("inswapper.onnx", "--as", "inswapper_128")).isZero();
        Path file = store.resolve("inswapper_128.pt");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1000));
        assertThat(models("verify")).isEqualTo(1);
        assertThat(said()).contains("NOT right", "not the file that was imported");
        assertThat(models("info", "inswapper_129")).isEqualTo(2);
        assertThat(said()).contains("there is no model");
    }
}
