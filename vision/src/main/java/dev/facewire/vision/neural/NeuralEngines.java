package dev.facewire.vision.neural;

import dev.facewire.vision.face.FaceFinder;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.model.ModelManifest;
import dev.facewire.vision.model.ModelManifest.Kind;
import dev.facewire.vision.model.ModelStore;
import dev.facewire.vision.model.UnusableModelException;
import dev.facewire.vision.tensor.DeviceMemory;
import dev.facewire.vision.tensor.DeviceSpec;
import dev.facewire.vision.tensor.TorchDevice;
import dev.facewire.vision.tensor.TorchDevice.Scope;
import dev.facewire.vision.tensor.TorchModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the engines of the models that a worker is to run. One that can't be used costs a line in the log and no more: the worker carries
 * on with what it has.
 */
public final class NeuralEngines {
    private static final Logger log = LoggerFactory.getLogger(NeuralEngines.class);
    /** A product large enough to keep a core busy, and small enough not to be noticed. */
    private static final int PROBE_SIDE = 512;

    private static final int PROBE_TIMES = 3;
    private static final double LIVE_SECONDS = 1.0 / 30;

    private final TorchDevice device;
    private final DeviceSpec spec;
    private final TorchModule pictures;
    private final FaceFinder finder;
    private final FaceMesh mesh;
    private final LongSupplier freeMb;

    /**
     * Nothing is opened yet.
     *
     * @param pictures {@code neural_swap.pt} on the device; stays the caller's, as all of these
     */
    public NeuralEngines(TorchDevice device, DeviceSpec spec, TorchModule pictures, FaceFinder finder, FaceMesh mesh) {
        this(device, spec, pictures, finder, mesh, () -> new DeviceMemory(
                        spec.index(), System.getenv("CUDA_VISIBLE_DEVICES"))
                .ask());
    }

    /** @param freeMb asked for what is free on a CUDA device, in MiB, or {@link DeviceMemory#UNKNOWN} */
    NeuralEngines(
            TorchDevice device,
            DeviceSpec spec,
            TorchModule pictures,
            FaceFinder finder,
            FaceMesh mesh,
            LongSupplier freeMb) {
        this.device = device;
        this.spec = spec;
        this.pictures = pictures;
        this.finder = finder;
        this.mesh = mesh;
        this.freeMb = freeMb;
    }

    /** Those that can be used; the caller closes them. */
    public List<NeuralSwapEngine> open(NeuralChoice choice) {
        List<NeuralSwapEngine> engines = new ArrayList<>();
        for (String name : choice.names()) {
            try {
                NeuralSwapEngine engine = open(choice.store(), name, choice.anyway());
                if (engine != null) {
                    engines.add(engine);
                }
            } catch (UnusableModelException e) {
                log.warn("model {} is not used: {}", name, e.getMessage());
            } catch (RuntimeException | LinkageError | OutOfMemoryError e) { // of natives that are missing too
                log.warn("model {} is not used: {}", name, TorchWords.first(e));
                log.debug("why", e);
            }
        }
        return engines;
    }

    private NeuralSwapEngine open(ModelStore store, String name, boolean anyway) {
        ModelManifest manifest = store.manifest(name);
        if (manifest.kind() != Kind.SWAP) {
            throw new UnusableModelException("it is of kind " + manifest.kind()
                    + "; those that swap are to be named, what they need is loaded with them");
        }
        long bytes = bytes(store.file(manifest));
        if (!device.cuda() && !anyway && tooSlow(manifest, bytes)) {
            return null;
        }
        Path file = store.verified(manifest);
        int largest = largest(manifest, bytes);
        sayLicence(manifest);
        ModelManifest embedding = store.manifest(manifest.source().embedding());
        Path embeddingFile = store.verified(embedding);
        sayLicence(embedding);
        Embedder embedder = OnnxEmbedder.load(embedding, embeddingFile);
        SwapNetwork network = null;
        try {
            network = SwapNetwork.load(device, manifest, file);
            network.check();
            return new NeuralSwapEngine(
                    device, pictures, finder, mesh, network, embedder, store.directions(manifest), largest);
        } catch (RuntimeException | Error e) {
            embedder.close();
            if (network != null) {
                network.close();
            }
            throw e;
        }
    }

    private static void sayLicence(ModelManifest manifest) {
        log.info(
                "model {}: licence: {}, {}",
                manifest.name(),
                manifest.licence().name(),
                manifest.licence().limits());
    }

    private static long bytes(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UnusableModelException("'" + file + "' can't be read", e);
        }
    }

    /** Told by a matrix product and not by loading half a gigabyte for nothing. */
    private boolean tooSlow(ModelManifest manifest, long bytes) {
        double seconds = NeuralCost.operations(bytes, manifest.input().size()) / rate();
        if (seconds < LIVE_SECONDS) {
            return false;
        }
        log.warn(
                "the neural engine is not offered: model {} would take about {} s for a frame on this CPU, and a live picture"
                        + " has {} s; a GPU is needed (--slots 1 runs it here anyway)",
                manifest.name(),
                String.format(Locale.ROOT, seconds < 1 ? "%.2f" : "%.1f", seconds),
                String.format(Locale.ROOT, "%.3f", LIVE_SECONDS));
        return true;
    }

    /** Floating-point operations a second of a matrix product. */
    private double rate() {
        double best = 0;
        for (int i = 0; i < PROBE_TIMES; i++) {
            try (Scope scope = device.scope()) {
                long begin = System.nanoTime();
                pictures.run(scope, "product", PROBE_SIDE, 1, false).get(0).toFloats();
                double seconds = (System.nanoTime() - begin) / 1e9;
                best = Math.max(best, 2.0 * PROBE_SIDE * PROBE_SIDE * PROBE_SIDE / seconds);
            }
        }
        return best;
    }

    /** Faces in a batch, by what is free on the device. */
    private int largest(ModelManifest manifest, long bytes) {
        int[] sizes = NeuralSwapEngine.SIZES;
        if (!spec.cuda()) {
            return 1;
        }
        long free = freeMb.getAsLong();
        if (free == DeviceMemory.UNKNOWN) {
            return sizes[sizes.length - 1];
        }
        int size = manifest.input().size();
        int largest = NeuralCost.largest(bytes, size, free);
        if (largest == 0) {
            throw new UnusableModelException(String.format(
                    Locale.ROOT,
                    "it needs about %.0f MiB of device memory, and %s has %d free",
                    NeuralCost.memoryMib(bytes, size, 1),
                    spec.label(),
                    free));
        }
        if (largest < sizes[sizes.length - 1]) {
            log.info(
                    "model {}: batches of at most {}, for {} MiB of free device memory",
                    manifest.name(),
                    largest,
                    free);
        }
        return largest;
    }
}
