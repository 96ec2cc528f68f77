package dev.facewire.vision.importing;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import dev.facewire.vision.model.ModelManifest;
import dev.facewire.vision.model.ModelStore;
import dev.facewire.vision.neural.OnnxEmbedder;
import dev.facewire.vision.neural.SwapNetwork;
import dev.facewire.vision.tensor.ShippedModels;
import dev.facewire.vision.tensor.Tensor;
import dev.facewire.vision.tensor.TorchDevice;
import dev.facewire.vision.tensor.TorchModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as people bring them, through the command, to numbers: what DJL gives must be what Python gave. */
@Tag("soak")
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

    private static float[] draw(
            SwapNetwork network, TorchDevice.Scope scope, TorchModule pictures, float[] target, float[] source) {
        return network.draw(
                        scope,
                        pictures,
                        Tensor.floats(scope, direct(target), 2, 3, 64, 64),
                        Tensor.floats(scope, direct(source), 2, 512))
                .toFloats();
    }

    /** The first picture of an {@code .onnx} as it was brought, by ONNX Runtime, which knows nothing of this project. */
    private static float[] byOnnxRuntime(Path file, float[] target, float[] source) throws Exception {
        try (Model model = Model.newInstance("as brought", "OnnxRuntime")) {
            model.load(file.getParent(), String.valueOf(file.getFileName()));
            try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator(null));
                    NDManager manager = model.getNDManager().newSubManager()) {
                NDList given = new NDList(
                        manager.create(Arrays.copyOf(target, 3 * 64 * 64), new Shape(1, 3, 64, 64)),
                        manager.create(Arrays.copyOf(source, 512), new Shape(1, 512)));
                return predictor.predict(given).get(0).toFloatArray();
            }
        }
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
            float[] drawn = draw(network, scope, pictures, target, source);
            float[] inPython = RandomModels.floats(made.resolve(expected + ".drawn.f32"));
            assertThat(difference(drawn, inPython)).isLessThan(ROUNDING);
            assertThat(difference(drawn, target)).as("it does draw something").isGreaterThan(0.1);
            assertThat(network.arrange(false)).isTrue();
            assertThat(difference(draw(network, scope, pictures, target, source), inPython))
                    .as("the way that is fast on a GPU")
                    .isLessThan(1e-4);
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
    void whatIsImportedDrawsWhatTheOriginalDraws() throws Exception {
        assertThat(bring("inswapper.onnx", "--as", "inswapper_128")).as(said()).isZero();
        ModelStore models = new ModelStore(store);
        ModelManifest manifest = models.manifest("inswapper_128");
        float[] source = RandomModels.floats(made.resolve("inswapper.source.f32"));
        float[] target = RandomModels.floats(made.resolve("inswapper.target.f32"));
        float[] original;
        try (TorchDevice device = TorchDevice.open(-1);
                TorchModule pictures = device.load(ShippedModels.read("neural_swap.pt"));
                SwapNetwork network = SwapNetwork.load(device, manifest, models.verified(manifest));
                TorchDevice.Scope scope = device.scope()) {
            original = byOnnxRuntime(made.resolve("inswapper.onnx"), target, source);
            float[] drawn = draw(network, scope, pictures, target, source);
            assertThat(difference(Arrays.copyOf(drawn, original.length), original))
                    .isLessThan(1e-4);
        }
        assertThat(difference(original, Arrays.copyOf(target, original.length)))
                .as("it does draw something")
                .isGreaterThan(0.1);
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

    private void refusedWithoutATrace(String file, String words) {
        said.reset();
        assertThat(bring(file, "--as", "reswapper_128", "--emap", emap())).isEqualTo(2);
        assertThat(said()).contains(file + ": ", words).doesNotContain("Traceback", "Exception");
    }

    /** Old versions of torch.load() do all of these before they look at weights_only. */
    @Test
    void whatIsNoPlainZipOfTensorsNeverComesToTorch() throws Exception {
        Path touched = made.resolve("touched-too");
        TestScripts.make(made.resolve("script.pt"), """
                @torch.jit.export
                def __getstate__(self):
                    return self.device_of

                @torch.jit.export
                def __setstate__(self, state: Tensor):
                    self.device_of = state
                    torch.ops.aten.save(state, '%s')

                def forward(self, target: Tensor, source: Tensor) -> Tensor:
                    return target
                """.formatted(touched));
        Files.copy(made.resolve("script.pt"), made.resolve("script.pth"), StandardCopyOption.REPLACE_EXISTING);
        refusedWithoutATrace("script.pth", "is TorchScript");
        assertThat(bring("script.pt", "--as", "reswapper_128")).isEqualTo(2);
        assertThat(said()).contains("its code names save", "not run");

        TestScripts.python(made.resolve("tar.pth"), """
                import io, sys, tarfile
                with tarfile.open(sys.argv[1], "w", format=tarfile.PAX_FORMAT) as tar:
                    for name in ("sys_info", "pickle", "storages", "tensors", "../touched-too"):
                        info = tarfile.TarInfo(name)
                        info.size = 1
                        tar.addfile(info, io.BytesIO(b"x"))
                """);
        refusedWithoutATrace("tar.pth", "is no zip of tensors");

        TestScripts.python(made.resolve("extra.pth"), """
                import sys, zipfile, torch
                torch.save({"a": torch.zeros(1)}, sys.argv[1])
                with zipfile.ZipFile(sys.argv[1], "a") as more:
                    more.writestr("archive/code/net.py", "x")
                """);
        refusedWithoutATrace("extra.pth", "holds more than weights (archive/code/net.py)");

        TestScripts.python(made.resolve("legacy.pth"), """
                import sys, torch
                torch.save({"a": torch.zeros(1)}, sys.argv[1], _use_new_zipfile_serialization=False)
                """);
        refusedWithoutATrace("legacy.pth", "is no zip of tensors");
        Files.write(made.resolve("cut.pth"), Arrays.copyOf(Files.readAllBytes(made.resolve("earlier.pth")), 100_000));
        refusedWithoutATrace("cut.pth", "a part of a file only");
        assertThat(touched).doesNotExist();
    }

    @Test
    void capitalsInAFilesNameAreNoMatter() throws IOException {
        Files.copy(made.resolve("inswapper.onnx"), made.resolve("LOUD.ONNX"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(bring("LOUD.ONNX", "--as", "inswapper_128")).as(said()).isZero();
        drawsAsInPython("inswapper_128", "inswapper");
    }

    @Test
    void othersMayReadWhatIsImported() throws IOException {
        Path own = made.resolve("own.onnx");
        Files.copy(made.resolve("embedding.onnx"), own, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-------"));
        assertThat(bring("own.onnx", "--as", "arcface_w600k_r50")).as(said()).isZero();
        assertThat(bring("inswapper.onnx", "--as", "inswapper_128")).as(said()).isZero();
        for (String file : new String[] {"arcface_w600k_r50.onnx", "inswapper_128.pt", "inswapper_128.json"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.resolve(file))))
                    .as(file)
                    .isEqualTo("rw-r--r--");
        }
    }

    @Test
    void whatIsSaidWronglyIsFoundBeforeAnythingIsConverted() throws Exception {
        TestScripts.python(made.resolve("direction.npy"), """
                import sys, numpy
                numpy.save(sys.argv[1], numpy.ones(512, dtype="float32"))
                """);
        String[] beards = new String[2];
        for (int i = 0; i < 2; i++) {
            Path beard = Files.createDirectories(made.resolve("beards" + i)).resolve("beard.npy");
            beards[i] = Files.copy(made.resolve("direction.npy"), beard, StandardCopyOption.REPLACE_EXISTING) + "=0.5";
        }
        assertThat(bring("inswapper.onnx", "--as", "inswapper_128", "--name", "../x"))
                .isEqualTo(2);
        assertThat(said()).contains("name must be up to 48 of a-z");
        assertThat(bring("inswapper.onnx", "--as", "inswapper_128", "--name", "mesh"))
                .isEqualTo(2);
        assertThat(said()).contains("name can't be mesh");
        assertThat(bring("inswapper.onnx", "--as", "inswapper_128", "--direction", beards[0], "--direction", beards[1]))
                .isEqualTo(2);
        assertThat(said()).contains("two files are called beard.npy");
        assertThat(bring("embedding.onnx", "--as", "arcface_w600k_r50", "--direction", beards[0]))
                .isEqualTo(2);
        assertThat(said()).contains("--direction is for models that swap").doesNotContain("converting");
        assertThat(store).isEmptyDirectory();
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
