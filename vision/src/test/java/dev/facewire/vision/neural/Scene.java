package dev.facewire.vision.neural;

import dev.facewire.media.I420Frame;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.vision.engine.SwapEngine;
import dev.facewire.vision.face.Detection;
import dev.facewire.vision.face.FaceFinder;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.MeshFit;
import dev.facewire.vision.face.Pose;
import dev.facewire.vision.face.Poses;
import dev.facewire.vision.model.AlignmentTemplate;
import dev.facewire.vision.model.ManifestFile;
import dev.facewire.vision.model.ModelManifest;
import dev.facewire.vision.tensor.ShippedModels;
import dev.facewire.vision.tensor.TorchDevice;
import dev.facewire.vision.tensor.TorchModule;
import java.nio.file.Path;
import java.util.List;

/** The engine with a network that has no weights, posed faces, and pictures that are as fine as a crop can hold. */
final class Scene implements AutoCloseable {
    static final FaceMesh MESH = FaceMesh.load();
    /** Detail of the pictures, in cm of a face: some eight pixels of a crop of 128. */
    private static final double FINE_CM = 1.5;

    static final I420Frame GREY = grey(101, 77);

    private final TorchDevice device;
    private final TorchModule pictures;
    final NeuralSwapEngine engine;
    /** What the embedder says of every face; null for the mean colour of what it is shown. */
    float[] everybody;

    /** How faces lie in what the embedder is shown. */
    AlignmentTemplate embedding = AlignmentTemplate.ARCFACE_112;

    int embedded;

    /** @param network {@code mirror} or {@code paint} */
    Scene(String network, int size, int largest) {
        this(network, size, largest, -1);
    }

    /** @param cuda the index of a CUDA device, or −1 for the CPU */
    Scene(String network, int size, int largest, int cuda) {
        this(Path.of("target", "test-classes", "models", network + ".pt"), size, largest, cuda);
    }

    /** @param network TorchScript */
    Scene(Path network, int size, int largest, int cuda) {
        device = TorchDevice.open(cuda);
        pictures = device.load(ShippedModels.read("neural_swap.pt"));
        ModelManifest known = ManifestFile.known().get(size == 256 ? 2 : 1);
        engine = new NeuralSwapEngine(
                device,
                pictures,
                new StandingStill(),
                MESH,
                SwapNetwork.load(device, known, network),
                new Embedder() {
                    @Override
                    public int size() {
                        return 112;
                    }

                    @Override
                    public AlignmentTemplate alignment() {
                        return embedding;
                    }

                    @Override
                    public float[] embed(float[] rgb) {
                        embedded++;
                        return everybody == null ? mean(rgb) : everybody;
                    }

                    @Override
                    public void close() {}
                },
                List.of(),
                largest);
    }

    private static float[] mean(float[] rgb) {
        float[] mean = new float[ModelManifest.VECTOR];
        int plane = rgb.length / 3;
        for (int i = 0; i < rgb.length; i++) {
            mean[i / plane] += rgb[i] / plane;
        }
        return mean;
    }

    /** A photo's face stands in its middle. */
    private static final class StandingStill implements FaceFinder {
        @Override
        public List<List<Detection>> detect(List<I420Frame> frames, double threshold) {
            return frames.stream().map(frame -> List.<Detection>of()).toList();
        }

        @Override
        public List<MeshFit> fit(List<Look> looks) {
            return looks.stream()
                    .map(look -> new MeshFit(
                            Poses.standing(
                                    MESH,
                                    look.frame().width() / 2.0,
                                    look.frame().height() / 2.0,
                                    16),
                            20))
                    .toList();
        }
    }

    /** A vector that {@code paint} paints as this colour: the fourth number makes up its length. */
    static NeuralSource colour(double r, double g, double b) {
        float[] vector = new float[ModelManifest.VECTOR];
        vector[0] = (float) r;
        vector[1] = (float) g;
        vector[2] = (float) b;
        vector[3] = (float) Math.sqrt(Math.max(0, 1 - r * r - g * g - b * b));
        return new NeuralSource(vector);
    }

    static Landmarks posed(double yaw, double roll, double pixelsPerCm, double x, double y) {
        return Poses.posed(MESH, yaw, roll, pixelsPerCm, x, y);
    }

    SwapEngine.Job job(NeuralSource source, I420Frame frame, Landmarks face, float[] hidden, SessionOptions options) {
        return new SwapEngine.Job(source, engine.target(), frame, face, Pose.of(face, MESH), hidden, options);
    }

    SwapEngine.Job job(NeuralSource source, I420Frame frame, Landmarks face) {
        return job(source, frame, face, null, SessionOptions.DEFAULTS);
    }

    void swap(SwapEngine.Job... jobs) {
        engine.swap(List.of(jobs));
        for (SwapEngine.Job job : jobs) {
            job.target().close();
        }
    }

    static SessionOptions mouth(boolean keep) {
        return new OptionsPatch(null, null, null, keep, null, null, null, null).applyTo(SessionOptions.DEFAULTS);
    }

    static SessionOptions strength(double strength) {
        return new OptionsPatch(null, null, null, null, strength, null, null, null).applyTo(SessionOptions.DEFAULTS);
    }

    /** Waves in all planes, in several directions, of a face's own scale. */
    static I420Frame waves(int width, int height, double pixelsPerCm) {
        I420Frame frame = I420Frame.allocate(width, height);
        double f = 2 * Math.PI / (FINE_CM * pixelsPerCm);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double value = 120
                        + 30 * Math.sin(f * x + 0.3) * Math.cos(0.7 * f * y)
                        + 25 * Math.sin(0.8 * f * (y - x / 3.0));
                frame.y().put(y * frame.strideY() + x, (byte) Math.round(value));
            }
        }
        for (int y = 0; y < frame.chromaHeight(); y++) {
            for (int x = 0; x < frame.chromaWidth(); x++) {
                frame.u().put(y * frame.strideU() + x, (byte) Math.round(128 + 20 * Math.sin(f * x)));
                frame.v().put(y * frame.strideV() + x, (byte) Math.round(128 + 20 * Math.cos(f * y)));
            }
        }
        return frame;
    }

    static I420Frame grey(int width, int height) {
        I420Frame frame = I420Frame.allocate(width, height);
        for (int i = 0; i < frame.y().capacity(); i++) {
            frame.y().put(i, (byte) 126);
        }
        for (int i = 0; i < frame.u().capacity(); i++) {
            frame.u().put(i, (byte) 128);
            frame.v().put(i, (byte) 128);
        }
        return frame;
    }

    /** Dark on the left, bright on the right. */
    static I420Frame halfLit(int width, int height, int dark, int bright) {
        I420Frame frame = grey(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                frame.y().put(y * frame.strideY() + x, (byte) (x < width / 2 ? dark : bright));
            }
        }
        return frame;
    }

    static I420Frame copy(I420Frame frame) {
        I420Frame copy = I420Frame.allocate(frame.width(), frame.height());
        frame.copyTo(copy);
        return copy;
    }

    /** RGB, 0 to 1, at a place. */
    static double[] at(I420Frame frame, double px, double py) {
        int x = (int) px;
        int y = (int) py;
        double luma = 1.164 * ((frame.y().get(y * frame.strideY() + x) & 0xff) - 16);
        double cb = (frame.u().get(y / 2 * frame.strideU() + x / 2) & 0xff) - 128;
        double cr = (frame.v().get(y / 2 * frame.strideV() + x / 2) & 0xff) - 128;
        return new double[] {
            (luma + 1.596 * cr) / 255, (luma - 0.392 * cb - 0.813 * cr) / 255, (luma + 2.017 * cb) / 255
        };
    }

    static boolean same(I420Frame a, I420Frame b, double px, double py) {
        int x = (int) px;
        int y = (int) py;
        return a.y().get(y * a.strideY() + x) == b.y().get(y * b.strideY() + x)
                && a.u().get(y / 2 * a.strideU() + x / 2) == b.u().get(y / 2 * b.strideU() + x / 2)
                && a.v().get(y / 2 * a.strideV() + x / 2) == b.v().get(y / 2 * b.strideV() + x / 2);
    }

    @Override
    public void close() {
        engine.close();
        pictures.close();
        device.close();
    }
}
