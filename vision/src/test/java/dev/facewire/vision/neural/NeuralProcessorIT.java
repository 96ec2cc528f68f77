package dev.facewire.vision.neural;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.media.I420Frame;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.vision.enrol.FaceFile;
import dev.facewire.vision.enrol.Photos;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.heard.LogLines;
import dev.facewire.vision.importing.ModelsMain;
import dev.facewire.vision.importing.RandomModels;
import dev.facewire.vision.importing.TestScripts;
import dev.facewire.vision.model.ManifestFile;
import dev.facewire.vision.model.ModelManifest;
import dev.facewire.vision.model.ModelStore;
import dev.facewire.vision.model.Sha256;
import dev.facewire.vision.swap.EngineSpeed;
import dev.facewire.vision.swap.FaceProcessor;
import dev.facewire.vision.swap.FaceProcessors;
import dev.facewire.vision.swap.FaceSession;
import dev.facewire.vision.swap.FrameJob;
import dev.facewire.vision.swap.FrameOutcome.Verdict;
import dev.facewire.vision.tensor.DeviceMemory;
import dev.facewire.vision.tensor.DeviceSpec;
import dev.facewire.vision.tensor.ShippedModels;
import dev.facewire.vision.tensor.TorchDevice;
import dev.facewire.vision.tensor.TorchModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker's whole way with imported models of the true architecture, but thin: tracking, network, shields, on the CPU.
 */
class NeuralProcessorIT {
    private static final DeviceSpec CPU = new DeviceSpec("cpu", 0);
    private static final SessionOptions NEURAL =
            new OptionsPatch("neural", null, null, null, null, false, null, null).applyTo(SessionOptions.DEFAULTS);

    @TempDir
    static Path folder;

    private static ModelStore store;

    @BeforeAll
    static void importModels() throws IOException, InterruptedException {
        RandomModels.make(folder, "--width", "16", "--only", "earlier", "--only", "embedding");
        store = new ModelStore(folder.resolve("store"));
        bring(
                "earlier.pth",
                "reswapper_128",
                "--emap",
                folder.resolve("emap.npy").toString());
        bring("embedding.onnx", "arcface_w600k_r50");
    }

    private static void bring(String file, String as, String... more) {
        String[] words = {
            "import",
            folder.resolve(file).toString(),
            "--as",
            as,
            "--python",
            "/usr/bin/python3",
            "--models-dir",
            store.folder().toString()
        };
        String[] all = java.util.Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        assertThat(ModelsMain.run(all, System.out)).isZero();
    }

    private static double difference(I420Frame a, I420Frame b, int x0, int y0, int x1, int y1) {
        double sum = 0;
        for (int y = y0; y < y1; y++) {
            for (int x = x0; x < x1; x++) {
                sum += Math.abs((a.y().get(y * a.strideY() + x) & 0xff) - (b.y().get(y * b.strideY() + x) & 0xff));
            }
        }
        return sum / ((x1 - x0) * (y1 - y0));
    }

    @Test
    void aSessionIsSwappedByTheNetworkAndShieldedLikeAnyOther() throws IOException {
        try (FaceProcessor processor = FaceProcessors.open(CPU, NeuralChoice.of(store, "auto", true))) {
            assertThat(processor.models()).containsExactly("mesh", "neural", "reswapper_128");
            assertThat(processor.warmUp()).extracting(EngineSpeed::engine).containsExactly("mesh", "reswapper_128");
            byte[] crop = processor.inspect(List.of(Photos.hopper())).crop();
            I420Frame sent = Photos.astronaut(640, 480, 0.9, 90, 10);
            I420Frame out = I420Frame.allocate(640, 480);
            try (FaceSession session = processor.open(FaceFile.decode(crop), "neural")) {
                FrameJob job = null;
                for (int i = 0; i < 7; i++) {
                    sent.copyTo(out);
                    job = new FrameJob(session, out, NEURAL, 1_000_000_000L + i * 33_333_333L);
                    processor.process(List.of(job));
                    if (i == 0) {
                        assertThat(job.outcome().verdict()).isEqualTo(Verdict.FACE_SHIELDED);
                    }
                }
                assertThat(job.outcome().verdict()).isEqualTo(Verdict.SWAPPED);
                assertThat(job.outcome().facesSwapped()).isEqualTo(1);
                assertThat(difference(sent, out, 270, 100, 320, 170))
                        .as("the face")
                        .isGreaterThan(5);
                assertThat(difference(sent, out, 0, 0, 90, 480)).as("beside it").isZero();
                session.revoke();
                sent.copyTo(out);
                job = new FrameJob(session, out, NEURAL, 2_000_000_000L);
                processor.process(List.of(job));
                assertThat(job.outcome().verdict()).isEqualTo(Verdict.FRAME_SHIELDED);
            }
        }
    }

    @Test
    void onACpuNoneIsOfferedUnlessAskedAndWhyIsSaid() {
        try (LogLines log = new LogLines();
                FaceProcessor processor = FaceProcessors.open(CPU, NeuralChoice.of(store, "reswapper_128", false))) {
            assertThat(processor.models()).containsExactly("mesh");
            assertThat(log.warnings())
                    .filteredOn(line -> line.contains("neural"))
                    .singleElement()
                    .asString()
                    .startsWith("the neural engine is not offered: model reswapper_128 would take about ")
                    .contains("s for a frame on this CPU", "a GPU is needed (--slots 1 runs it here anyway)");
        }
    }

    /** A model beside the good one, of any bytes, with a manifest that is right but for what is done to it. */
    private static void put(String name, byte[] bytes, UnaryOperator<String> manifest) throws IOException {
        Path file = Files.write(store.folder().resolve(name + ".pt"), bytes);
        ModelManifest good = store.manifest("reswapper_128");
        String json =
                ManifestFile.write(good.imported(name, name + ".pt", Sha256.of(file), good.original(), good.source()));
        Files.writeString(store.folder().resolve(name + ".json"), manifest.apply(json));
    }

    @Test
    void eachModelThatCanNotBeUsedCostsALineAndTheOthersAreThere() throws Exception {
        byte[] good = Files.readAllBytes(store.folder().resolve("reswapper_128.pt"));
        byte[] shape = Files.readAllBytes(TestScripts.make(folder.resolve("shape.pt"), """
                def forward(self, target: Tensor, source: Tensor) -> Tensor:
                    return target[:, :, ::2, ::2] + self.device_of
                """));
        Map<String, String> lines = new TreeMap<>(Map.of(
                "bad_cut", "bad_cut.pt: is no TorchScript, or only a part of one",
                "bad_field", "bad_field.json: the field \"input.chanels\" is not known",
                "bad_hash", "bad_hash.pt is not the file that was imported",
                "bad_licence", "bad_licence.json: licence is missing",
                "bad_pickle", "bad_pickle.pt: is a Python pickle, which a worker never reads",
                "bad_shape", "gives a picture of shape [1, 3, 64, 64], not [1, 3, 128, 128]"));
        put("bad_cut", Arrays.copyOf(good, good.length / 2), json -> json);
        put("bad_field", good, json -> json.replace("\"channels\"", "\"chanels\""));
        put("bad_hash", good, json -> json.replaceAll("(\"sha256\" : \")\\w{4}", "$10000"));
        put("bad_licence", good, json -> json.replaceAll("(?s)\"licence\" : \\{.*?\\},", ""));
        put("bad_pickle", "cos\nsystem\n(S'true'\ntR.".getBytes(StandardCharsets.UTF_8), json -> json);
        put("bad_shape", shape, json -> json);
        try (LogLines log = new LogLines();
                FaceProcessor processor = FaceProcessors.open(CPU, NeuralChoice.of(store, "auto", true))) {
            assertThat(processor.models()).containsExactly("mesh", "neural", "reswapper_128");
            List<String> said = log.warnings().stream()
                    .filter(line -> line.startsWith("model "))
                    .toList();
            assertThat(said).hasSameSizeAs(lines.keySet());
            int i = 0;
            for (Map.Entry<String, String> line : lines.entrySet()) {
                assertThat(said.get(i++))
                        .startsWith("model " + line.getKey() + " is not used: ")
                        .contains(line.getValue())
                        .doesNotContain("Exception");
            }
            assertThat(log.all())
                    .as("what is loaded is loaded under its licence, and so is the network that makes its vectors")
                    .anyMatch(line -> line.startsWith("model reswapper_128: licence: "))
                    .anyMatch(line -> line.startsWith("model arcface_w600k_r50: licence: "));
        } finally {
            for (String name : lines.keySet()) {
                Files.delete(store.folder().resolve(name + ".json"));
            }
        }
    }

    @Test
    void whatADevicesMemoryDoesNotHoldIsNotLoadedAndWhatItHoldsIs() throws IOException {
        put(
                "larger",
                Files.readAllBytes(store.folder().resolve("reswapper_128.pt")),
                json -> json.replace("\"size\" : 128", "\"size\" : 256"));
        long bytes = Files.size(store.folder().resolve("reswapper_128.pt"));
        long free =
                (long) Math.ceil(NeuralCost.memoryMib(bytes, 128, 2)); // at 256 pixels a face takes four times as much
        assertThat((double) free).isLessThan(NeuralCost.memoryMib(bytes, 256, 1));
        try (LogLines log = new LogLines();
                TorchDevice device = TorchDevice.open(-1);
                TorchModule pictures = device.load(ShippedModels.read("neural_swap.pt"))) {
            List<NeuralSwapEngine> engines = new NeuralEngines(
                            device, new DeviceSpec("cuda", 0), pictures, null, FaceMesh.load(), () -> free)
                    .open(NeuralChoice.of(store, "larger,reswapper_128", true));
            assertThat(engines).singleElement().satisfies(engine -> {
                assertThat(engine.name()).isEqualTo("reswapper_128");
                assertThat(engine.batches()).containsExactly(1, 2);
            });
            engines.forEach(NeuralSwapEngine::close);
            assertThat(log.warnings())
                    .filteredOn(line -> line.startsWith("model "))
                    .singleElement()
                    .asString()
                    .isEqualTo(
                            "model larger is not used: it needs about %.0f MiB of device memory, and cuda0 has %d free",
                            NeuralCost.memoryMib(bytes, 256, 1), free);
            assertThat(log.all())
                    .contains("model reswapper_128: batches of at most 2, for " + free + " MiB of free device memory");
        } finally {
            Files.delete(store.folder().resolve("larger.json"));
        }
    }

    @Test
    void aModelWhoseLibraryIsMissingLeavesTheOthers() throws IOException {
        put("another", Files.readAllBytes(store.folder().resolve("reswapper_128.pt")), json -> json);
        AtomicInteger asked = new AtomicInteger();
        try (LogLines log = new LogLines();
                TorchDevice device = TorchDevice.open(-1);
                TorchModule pictures = device.load(ShippedModels.read("neural_swap.pt"))) {
            List<NeuralSwapEngine> engines = new NeuralEngines(
                            device, new DeviceSpec("cuda", 0), pictures, null, FaceMesh.load(), () -> {
                                if (asked.getAndIncrement() == 0) {
                                    throw new UnsatisfiedLinkError("libother.so: no such file");
                                }
                                return DeviceMemory.UNKNOWN;
                            })
                    .open(NeuralChoice.of(store, "another,reswapper_128", true));
            assertThat(engines).extracting(NeuralSwapEngine::name).containsExactly("reswapper_128");
            engines.forEach(NeuralSwapEngine::close);
            assertThat(log.warnings()).contains("model another is not used: libother.so: no such file");
        } finally {
            Files.delete(store.folder().resolve("another.json"));
        }
    }
}
