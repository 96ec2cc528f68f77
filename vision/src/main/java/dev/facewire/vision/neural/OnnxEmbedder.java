package dev.facewire.vision.neural;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import dev.facewire.vision.model.AlignmentTemplate;
import dev.facewire.vision.model.ModelManifest;
import dev.facewire.vision.model.ModelManifest.Channels;
import dev.facewire.vision.model.UnusableModelException;
import dev.facewire.vision.tensor.TorchDevice;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;

/**
 * An embedding network that stays ONNX, by ONNX Runtime on the CPU: it runs once for each source, and once for each face before
 * a camera whose session asks for less than full strength. Owns the model; confined to the device loop's thread.
 */
public final class OnnxEmbedder implements Embedder {
    private static final String ENGINE = "OnnxRuntime";

    private final ModelManifest manifest;
    private final Model model;
    private final Predictor<NDList, NDList> predictor;

    private OnnxEmbedder(ModelManifest manifest, Model model) {
        this.manifest = manifest;
        this.model = model;
        this.predictor = model.newPredictor(new NoopTranslator(null));
    }

    /**
     * Loads a file, which must be the one of the manifest.
     *
     * @throws UnusableModelException where ONNX Runtime can't read it, or it is no embedding of 512 numbers
     */
    public static OnnxEmbedder load(ModelManifest manifest, Path file) {
        TorchDevice.configure(); // ONNX Runtime's engine brings PyTorch's up
        Model model = Model.newInstance(manifest.name(), ENGINE);
        OnnxEmbedder embedder = null;
        try {
            model.load(file.toAbsolutePath().getParent(), String.valueOf(file.getFileName()));
            embedder = new OnnxEmbedder(manifest, model);
            int side = manifest.input().size();
            int numbers = embedder.embed(new float[3 * side * side]).length;
            if (numbers != ModelManifest.VECTOR) {
                throw new UnusableModelException(
                        "model " + manifest.name() + ": gives " + numbers + " numbers, not " + ModelManifest.VECTOR);
            }
            return embedder;
        } catch (IOException | MalformedModelException | EngineException e) {
            close(embedder, model);
            throw new UnusableModelException(
                    file.getFileName() + ": ONNX Runtime can't read it; it may be a part of a file only", e);
        } catch (RuntimeException e) {
            close(embedder, model);
            throw e;
        }
    }

    private static void close(OnnxEmbedder embedder, Model model) {
        if (embedder == null) {
            model.close();
        } else {
            embedder.close();
        }
    }

    @Override
    public int size() {
        return manifest.input().size();
    }

    @Override
    public AlignmentTemplate alignment() {
        return manifest.alignment();
    }

    @Override
    public float[] embed(float[] rgb) {
        int side = manifest.input().size();
        int plane = side * side;
        double[] range = manifest.input().range();
        boolean turned = manifest.input().channels() == Channels.BGR;
        FloatBuffer levels = FloatBuffer.allocate(3 * plane);
        for (int i = 0; i < 3 * plane; i++) {
            int from = turned ? (2 - i / plane) * plane + i % plane : i;
            levels.put(i, (float) (range[0] + (range[1] - range[0]) * rgb[from]));
        }
        try (NDManager manager = model.getNDManager().newSubManager()) {
            NDList out = predictor.predict(new NDList(manager.create(levels, new Shape(1, 3, side, side))));
            try {
                return out.get(0).toFloatArray();
            } finally {
                out.close();
            }
        } catch (TranslateException e) {
            throw new UnusableModelException(
                    "model " + manifest.name() + ": does not take a face of " + side + " pixels, as its manifest says",
                    e);
        }
    }

    @Override
    public void close() {
        predictor.close();
        model.close();
    }
}
