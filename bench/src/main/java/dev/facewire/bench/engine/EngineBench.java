package dev.facewire.bench.engine;

import dev.facewire.media.I420Frame;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.vision.engine.SwapEngine;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.MediaPipeFaceFinder;
import dev.facewire.vision.face.Pose;
import dev.facewire.vision.mesh.MeshSwapEngine;
import dev.facewire.vision.model.AlignmentTemplate;
import dev.facewire.vision.model.ModelManifest;
import dev.facewire.vision.neural.Embedder;
import dev.facewire.vision.neural.NeuralSwapEngine;
import dev.facewire.vision.neural.SwapNetwork;
import dev.facewire.vision.tensor.DeviceMemory;
import dev.facewire.vision.tensor.DeviceSpec;
import dev.facewire.vision.tensor.ShippedModels;
import dev.facewire.vision.tensor.TorchDevice;
import dev.facewire.vision.tensor.TorchDevice.Scope;
import dev.facewire.vision.tensor.TorchModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Times an engine as a worker calls it, over frames of noise in the host's memory with a face in each, without tracking and codecs.
 * Owns the device and all on it; confined to one thread.
 */
final class EngineBench implements AutoCloseable {
    private static final double PIXELS_PER_CM = 13;
    private static final int WARM_UP = 2;
    private static final int LEAST_ROUNDS = 3;
    private static final int MOST_ROUNDS = 200;

    private final DeviceSpec spec;
    private final double seconds;
    private final Consumer<String> progress;
    private final DeviceMemory memory;
    private final long freeBefore;
    private final TorchDevice device;
    private final TorchModule meshModule;
    private final TorchModule pictures;
    private final MediaPipeFaceFinder finder;
    private final FaceMesh mesh = FaceMesh.load();
    private final Random random = new Random(1);

    /** @param seconds for each size of batch */
    EngineBench(DeviceSpec spec, double seconds, Consumer<String> progress) {
        this.spec = spec;
        this.seconds = seconds;
        this.progress = progress;
        this.memory = new DeviceMemory(spec.index(), System.getenv("CUDA_VISIBLE_DEVICES"));
        this.freeBefore = spec.cuda() ? memory.ask() : DeviceMemory.UNKNOWN;
        this.device = TorchDevice.open(spec.cuda() ? spec.index() : -1);
        this.meshModule = device.load(ShippedModels.read("mesh_swap.pt"));
        this.pictures = device.load(ShippedModels.read("neural_swap.pt"));
        this.finder = new MediaPipeFaceFinder(device, meshModule);
    }

    /** The mesh engine. */
    EngineFigures mesh(List<Integer> batches) {
        try (SwapEngine engine = new MeshSwapEngine(device, meshModule, mesh)) {
            return run(engine, batches, 0, 0);
        }
    }

    /** A network of inswapper's family. */
    EngineFigures neural(ModelManifest manifest, Path network, double operations, List<Integer> batches) {
        int largest = batches.stream().mapToInt(Integer::intValue).max().orElseThrow();
        try (SwapEngine engine = new NeuralSwapEngine(
                device,
                pictures,
                finder,
                mesh,
                SwapNetwork.load(device, manifest, network),
                new NoEmbedder(),
                List.of(),
                largest)) {
            return run(engine, batches, manifest.input().size(), operations);
        }
    }

    /** Who is before the camera makes no difference to the time. */
    private static final class NoEmbedder implements Embedder {
        @Override
        public int size() {
            return 112;
        }

        @Override
        public AlignmentTemplate alignment() {
            return AlignmentTemplate.ARCFACE_112;
        }

        @Override
        public float[] embed(float[] rgb) {
            return new float[ModelManifest.VECTOR];
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    private EngineFigures run(SwapEngine engine, List<Integer> batches, int size, double operations) {
        double matrix = matrixRate();
        List<EngineFigures.Row> rows = new ArrayList<>();
        for (int batch : batches) {
            double ms = time(engine, batch);
            long free = spec.cuda() ? memory.ask() : DeviceMemory.UNKNOWN;
            rows.add(new EngineFigures.Row(
                    batch,
                    ms,
                    ms / batch,
                    1000.0 * batch / ms,
                    batch * operations / (ms * 1e-3) / matrix,
                    free < 0 || freeBefore < 0 ? -1 : freeBefore - free));
            progress.accept("batch of " + batch + ": " + String.format(java.util.Locale.ROOT, "%.1f ms", ms));
        }
        return new EngineFigures(engine.name(), spec.label(), size, matrix / 1e12, rows);
    }

    /** Floating-point operations a second of a plain matrix product, the best of several. */
    private double matrixRate() {
        int side = spec.cuda() ? 8192 : 1024;
        int times = spec.cuda() ? 10 : 1;
        double best = 0;
        for (int i = 0; i < 5; i++) {
            try (Scope scope = device.scope()) {
                long begin = System.nanoTime();
                pictures.run(scope, "product", side, times, spec.cuda()).get(0).toFloats();
                double took = (System.nanoTime() - begin) / 1e9;
                best = Math.max(best, 2.0 * side * side * side * times / took);
            }
        }
        return best;
    }

    private double time(SwapEngine engine, int batch) {
        List<SwapEngine.Job> jobs = new ArrayList<>();
        try (SwapEngine.Prepared source = engine.prepareStandIn()) {
            for (int i = 0; i < batch; i++) {
                Landmarks face = standIn(300 + 3 * i % 40, 240);
                jobs.add(new SwapEngine.Job(
                        source, engine.target(), noise(), face, Pose.of(face, mesh), null, SessionOptions.DEFAULTS));
            }
            double[] ms = new double[MOST_ROUNDS];
            int rounds = 0;
            long end = 0;
            for (int i = -WARM_UP; i < MOST_ROUNDS && (i < LEAST_ROUNDS || System.nanoTime() < end); i++) {
                long begin = System.nanoTime();
                engine.swap(jobs);
                if (i < 0) {
                    end = System.nanoTime() + (long) (seconds * 1e9);
                } else {
                    ms[rounds++] = (System.nanoTime() - begin) / 1e6;
                }
            }
            double[] measured = Arrays.copyOf(ms, rounds);
            Arrays.sort(measured);
            return measured[rounds / 2];
        } finally {
            jobs.forEach(job -> job.target().close());
        }
    }

    private I420Frame noise() {
        I420Frame frame = I420Frame.allocate(640, 480);
        byte[] bytes = new byte[frame.y().capacity()];
        random.nextBytes(bytes);
        frame.y().put(0, bytes);
        return frame;
    }

    private Landmarks standIn(double x, double y) {
        double[] points = mesh.points().clone();
        for (int i = 0; i < points.length; i += 3) {
            points[i] = x + points[i] * PIXELS_PER_CM;
            points[i + 1] = y + points[i + 1] * PIXELS_PER_CM;
            points[i + 2] *= PIXELS_PER_CM;
        }
        return new Landmarks(points);
    }

    @Override
    public void close() {
        finder.close();
        pictures.close();
        meshModule.close();
        device.close();
    }
}
