package dev.facewire.gpu.neural;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.gpu.device.DeviceSpec;
import dev.facewire.gpu.enrol.Photos;
import dev.facewire.gpu.importing.ModelsMain;
import dev.facewire.gpu.importing.RandomModels;
import dev.facewire.gpu.model.ModelStore;
import dev.facewire.gpu.swap.EngineSpeed;
import dev.facewire.gpu.swap.FaceProcessor;
import dev.facewire.gpu.swap.FaceProcessors;
import dev.facewire.gpu.swap.FaceSession;
import dev.facewire.gpu.swap.FrameJob;
import dev.facewire.gpu.swap.FrameOutcome.Verdict;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.rtc.frame.I420Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker's whole way with imported models of the true architecture, but thin: tracking, network, shields, on the CPU. */
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
            try (FaceSession session = processor.open(crop, "neural")) {
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
    void onACpuNoneIsOfferedUnlessAsked() {
        try (FaceProcessor processor = FaceProcessors.open(CPU, NeuralChoice.of(store, "reswapper_128", false))) {
            assertThat(processor.models()).containsExactly("mesh");
        }
    }

    @Test
    void aModelThatIsBrokenLeavesTheWorkerWithTheOthers() throws IOException {
        Path file = store.folder().resolve("reswapper_128.pt");
        byte[] bytes = Files.readAllBytes(file);
        byte[] changed = bytes.clone();
        changed[bytes.length / 2]++;
        Files.write(file, changed);
        try (FaceProcessor processor = FaceProcessors.open(CPU, NeuralChoice.of(store, "auto", true))) {
            assertThat(processor.models()).containsExactly("mesh");
        } finally {
            Files.write(file, bytes);
        }
    }
}
