package dev.facewire.vision.neural;

import ai.djl.engine.EngineException;
import dev.facewire.vision.model.ModelManifest;
import dev.facewire.vision.model.ModelManifest.Channels;
import dev.facewire.vision.model.TorchScriptFile;
import dev.facewire.vision.model.UnusableModelException;
import dev.facewire.vision.tensor.Tensor;
import dev.facewire.vision.tensor.TorchDevice;
import dev.facewire.vision.tensor.TorchDevice.Scope;
import dev.facewire.vision.tensor.TorchModule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A swap model on its device: {@code forward(target [N, 3, s, s], source [N, 512])}, and where the manifest says that there is an
 * emap {@code latent(embedding [N, 512])}. Those that {@code models/convert.py} made have {@code fast(half)} too; on CUDA they
 * run in fp16. Owns its module; confined to the device loop's thread.
 */
public final class SwapNetwork implements AutoCloseable {
    private final ModelManifest manifest;
    private final TorchDevice device;
    private final TorchModule module;
    private boolean half;

    private SwapNetwork(ModelManifest manifest, TorchDevice device, TorchModule module) {
        this.manifest = manifest;
        this.device = device;
        this.module = module;
    }

    /**
     * Loads a file, which must be the one of the manifest.
     *
     * @throws UnusableModelException where it is no TorchScript, or no network of this shape
     */
    public static SwapNetwork load(TorchDevice device, ModelManifest manifest, Path file) {
        return load(device, manifest, file, device.cuda());
    }

    /** @param fast made ready for tensor cores, in fp16 from then on, where it can be */
    static SwapNetwork load(TorchDevice device, ModelManifest manifest, Path file, boolean fast) {
        SwapNetwork network = plain(device, manifest, file);
        try {
            network.half = fast && network.arrange(true);
            return network;
        } catch (RuntimeException | Error e) {
            network.close(); // out of memory: half a gigabyte less is what the others need
            throw e;
        }
    }

    private static SwapNetwork plain(TorchDevice device, ModelManifest manifest, Path file) {
        TorchScriptFile.check(file);
        try {
            return new SwapNetwork(manifest, device, device.load(file));
        } catch (EngineException e) {
            throw new UnusableModelException(file.getFileName() + ": PyTorch can't load it: " + TorchWords.first(e), e);
        }
    }

    /**
     * Makes it ready for tensor cores, once; a network of another make runs as it is.
     *
     * @param toHalf in fp16 from then on
     * @return whether it could be done
     */
    public boolean arrange(boolean toHalf) {
        try (Scope scope = device.scope()) {
            module.run(scope, "fast", toHalf);
            return true;
        } catch (RuntimeException e) {
            TorchWords.rethrowIfOutOfMemory(e);
            return false;
        }
    }

    public ModelManifest manifest() {
        return manifest;
    }

    /** Does it run in fp16? */
    public boolean half() {
        return half;
    }

    /** Of the square that it is given, in pixels. */
    public int size() {
        return manifest.input().size();
    }

    /** Runs it once on black, and looks at what comes: a wrong shape is to be known before a session is. */
    public void check() {
        ByteBuffer black = ByteBuffer.allocateDirect(3 * size() * size() * Float.BYTES);
        try (Scope scope = device.scope();
                Tensor crop = Tensor.floats(scope, black, 1, 3, size(), size()).keep(device);
                Tensor source = Tensor.floats(scope, floats(latent(new float[] {1})), 1, ModelManifest.VECTOR)
                        .keep(device)) {
            Tensor drawn = module.run(scope, "forward", crop, source).get(0);
            long[] shape = drawn.shape();
            if (shape.length != 4 || shape[0] != 1 || shape[1] != 3 || shape[2] != size() || shape[3] != size()) {
                throw new UnusableModelException("model " + manifest.name() + ": gives a picture of shape "
                        + java.util.Arrays.toString(shape) + ", not [1, 3, " + size() + ", " + size() + "]");
            }
        } catch (EngineException | IndexOutOfBoundsException e) {
            TorchWords.rethrowIfOutOfMemory(e);
            throw new UnusableModelException(
                    "model " + manifest.name() + ": does not take a face of " + size()
                            + " pixels and 512 numbers, as its manifest says: " + TorchWords.first(e),
                    e);
        }
    }

    /**
     * The source vector of an embedding, of length 1 where the manifest says so.
     *
     * @param embedding 512 numbers; shorter ones are filled up with zeros
     */
    public float[] latent(float[] embedding) {
        float[] full = java.util.Arrays.copyOf(embedding, ModelManifest.VECTOR);
        Vectors.normalise(full);
        if (manifest.source().emap()) {
            try (Scope scope = device.scope()) {
                full = module.run(scope, "latent", Tensor.floats(scope, floats(full), 1, ModelManifest.VECTOR))
                        .get(0)
                        .toFloats();
            }
        }
        if (manifest.source().normalise()) {
            Vectors.normalise(full);
        }
        return full;
    }

    /**
     * Runs it.
     *
     * @param pictures {@code neural_swap.pt}
     * @param crops [n, 3, s, s] on the device, RGB 0 to 1
     * @param sources [n, 512] on the device
     * @return the same, as it drew it
     */
    public Tensor draw(Scope scope, TorchModule pictures, Tensor crops, Tensor sources) {
        double[] in = manifest.input().range();
        double[] out = manifest.output().range();
        boolean turned = manifest.input().channels() == Channels.BGR;
        Tensor given = crops;
        if (turned || in[0] != 0 || in[1] != 1) {
            given = pictures.run(scope, "ranged", crops, in[1] - in[0], in[0], turned)
                    .get(0);
        }
        Tensor drawn = module.run(scope, "forward", given, sources).get(0);
        if (turned || out[0] != 0 || out[1] != 1) {
            double scale = 1 / (out[1] - out[0]);
            drawn = pictures.run(scope, "ranged", drawn, scale, -out[0] * scale, turned)
                    .get(0);
        }
        return drawn;
    }

    private static ByteBuffer floats(float[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    @Override
    public void close() {
        module.close();
    }
}
