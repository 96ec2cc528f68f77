package dev.facewire.vision.neural;

import dev.facewire.media.I420Frame;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.vision.engine.SwapEngine;
import dev.facewire.vision.enrol.Pictures;
import dev.facewire.vision.enrol.SourceFace;
import dev.facewire.vision.face.FaceFinder;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.MeshFit;
import dev.facewire.vision.face.Region;
import dev.facewire.vision.model.ModelManifest;
import dev.facewire.vision.tensor.Tensor;
import dev.facewire.vision.tensor.TorchDevice;
import dev.facewire.vision.tensor.TorchDevice.Scope;
import dev.facewire.vision.tensor.TorchModule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Swaps by a network of inswapper's family. Of each face five points are laid over the network's template; the crop, the light and the
 * way back are {@code models/neural_swap.py}'s. The faces of a call are one batch, of all sessions, as {@link Waves} allows: their
 * pictures go up in one copy and come down in one, which is what a batch waits for; small copies of numbers go beside them. On a
 * CPU, where the network takes seconds, they go one by one.
 *
 * <p>Owns network, embedder and staging memory; confined to the device loop's thread.
 */
public final class NeuralSwapEngine implements SwapEngine {
    /** Batches are padded to these: cuDNN tries its algorithms anew for every size. */
    static final int[] SIZES = {1, 2, 4, 8, 16, 32};

    /** Canvases grow in such steps, so that memory is asked for seldom. */
    private static final int CANVAS_STEP = 32;

    /** How much of a frame's light is taken; a lamp that is switched on is followed within five frames. */
    private static final double LIGHT_SHARE = 0.4;
    /** A crop's pixel is the mean of at most so many by so many samples. */
    private static final int FINEST = 4;
    /** Crop pixels for a pixel of the picture over which what is drawn is softened first. */
    private static final double SMALLER = 1.2;
    /** The photo of a source face has its face in the middle, so large; see the enrolment. */
    private static final double PHOTO_FACE = 1 / 1.7;

    private static final double PRESENT = 10;

    private final TorchDevice device;
    private final TorchModule pictures;
    private final FaceFinder finder;
    private final SwapNetwork network;
    private final Embedder embedder;
    private final List<float[]> directions;
    private final int largest;
    private final HiddenCells hiddenCells;
    private final Staging staging;
    private final float[] about = new float[PlacedFace.NUMBERS];

    private ByteBuffer numbers = ByteBuffer.allocateDirect(0);
    private ByteBuffer vectors = ByteBuffer.allocateDirect(0);
    private ByteBuffer hidden = ByteBuffer.allocateDirect(0);

    /**
     * An engine.
     *
     * @param pictures {@code neural_swap.pt} on the device; stays the caller's
     * @param finder stays the caller's
     * @param network closed with this
     * @param embedder closed with this
     * @param directions put on every source vector
     * @param largest faces in a batch, one of {@link #SIZES}: what the device's memory holds; 1 on a CPU, whose caches hold one
     */
    public NeuralSwapEngine(
            TorchDevice device,
            TorchModule pictures,
            FaceFinder finder,
            FaceMesh mesh,
            SwapNetwork network,
            Embedder embedder,
            List<float[]> directions,
            int largest) {
        this.device = device;
        this.pictures = pictures;
        this.finder = finder;
        this.network = network;
        this.embedder = embedder;
        this.directions = List.copyOf(directions);
        this.largest = largest;
        this.hiddenCells = new HiddenCells(mesh);
        this.staging = new Staging(this::allocate);
    }

    @Override
    public String name() {
        return network.manifest().name();
    }

    @Override
    public int[] batches() {
        return Arrays.stream(SIZES).filter(size -> size <= largest).toArray();
    }

    @Override
    public Prepared prepare(SourceFace source) {
        I420Frame photo = Pictures.toFrame(source.photo());
        double side = source.photo().getWidth();
        MeshFit first = finder.fit(photo, new Region(side / 2, side / 2, side * PHOTO_FACE * 1.5, 0));
        MeshFit fit = finder.fit(photo, Region.around(first.face()));
        if (fit.presence() < PRESENT || !fit.face().finite()) {
            throw new Fault(
                    ErrorCode.NO_FACE, "the face in the stored photo could not be made out; upload another photo");
        }
        float[] vector = network.latent(embedding(photo, fit.face()));
        return new NeuralSource(Vectors.directed(vector, directions));
    }

    @Override
    public Prepared prepareStandIn() {
        return new NeuralSource(network.latent(new float[] {1}));
    }

    @Override
    public Target target() {
        try (Scope scope = device.scope()) {
            return new NeuralTarget(pictures.run(scope, "light").get(0).own(device));
        }
    }

    /** Who a face is, for the network that tells. */
    private float[] embedding(I420Frame frame, Landmarks face) {
        int size = embedder.size();
        Alignment alignment = Alignment.of(face, embedder.alignment(), size);
        CanvasRegion region = CanvasRegion.of(alignment, size, frame.width(), frame.height());
        if (region.width() < 2 || region.height() < 2) {
            throw new IllegalStateException("the face is beyond the picture");
        }
        float[] row = new float[PlacedFace.NUMBERS];
        Alignment here = alignment.from(region.x0(), region.y0());
        row[0] = (float) here.a();
        row[1] = (float) here.b();
        row[2] = (float) here.tx();
        row[3] = (float) here.ty();
        row[4] = region.width();
        row[5] = region.height();
        int w = region.width();
        int h = region.height();
        staging.room(CanvasRegion.bytes(w, h));
        region.pack(frame, staging.bytes(), 0, w, h);
        numbers = room(numbers, row.length * Float.BYTES);
        numbers.asFloatBuffer().put(0, row);
        try (Scope scope = device.scope()) {
            Tensor canvas = run(scope, "upload", staging.tensor(), 1, h, w);
            Tensor told = run(scope, "rows", Tensor.floats(scope, numbers, 1, row.length), 1, row.length);
            return embedder.embed(run(scope, "before", canvas, h, w, told, size, finer(alignment.scale()))
                    .toFloats());
        }
    }

    @Override
    public void swap(List<Job> jobs, Consumer<Job> done) {
        List<PlacedFace> faces =
                jobs.stream().map(job -> PlacedFace.of(job, network.manifest())).toList();
        for (PlacedFace face : faces) {
            if (face.job().options().strength() < 1 && face.target().own() == null) {
                face.target()
                        .own(network.latent(
                                embedding(face.job().frame(), face.job().face())));
            }
        }
        for (List<PlacedFace> batch : Waves.of(faces, largest)) {
            draw(batch);
            batch.forEach(face -> done.accept(face.job()));
        }
    }

    private void draw(List<PlacedFace> batch) {
        int n = batch.size();
        int w = canvas(
                batch.stream().mapToInt(face -> face.region().width()).max().orElseThrow());
        int h = canvas(
                batch.stream().mapToInt(face -> face.region().height()).max().orElseThrow());
        int bytes = CanvasRegion.bytes(w, h);
        staging.room(n * bytes);
        numbers = room(numbers, n * PlacedFace.NUMBERS * Float.BYTES);
        vectors = room(vectors, n * ModelManifest.VECTOR * Float.BYTES);
        boolean covered = batch.stream().anyMatch(face -> face.job().hidden() != null);
        List<Tensor> lights = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            PlacedFace face = batch.get(i);
            face.region().pack(face.job().frame(), staging.bytes(), i * bytes, w, h);
            face.put(network.size(), about);
            numbers.asFloatBuffer().put(i * PlacedFace.NUMBERS, about);
            vectors.asFloatBuffer().put(i * ModelManifest.VECTOR, vector(face));
            lights.add(face.target().light());
            shares.add(face.target().litBefore() ? LIGHT_SHARE : 1.0);
        }
        try (Scope scope = device.scope()) {
            Tensor canvas = run(scope, "upload", staging.tensor(), n, h, w);
            Tensor told =
                    run(scope, "rows", Tensor.floats(scope, numbers, n, PlacedFace.NUMBERS), n, PlacedFace.NUMBERS);
            Tensor sources =
                    run(scope, "rows", Tensor.floats(scope, vectors, n, ModelManifest.VECTOR), n, ModelManifest.VECTOR);
            Tensor crops = run(scope, "before", canvas, h, w, told, network.size(), finer(leastScale(batch)));
            int size = Waves.padded(n, SIZES);
            Tensor drawn = network.draw(
                    scope,
                    pictures,
                    size == n ? crops : run(scope, "padded", crops, size),
                    size == n ? sources : run(scope, "padded", sources, size));
            Tensor done = run(
                    scope,
                    "after",
                    canvas,
                    h,
                    w,
                    told,
                    crops,
                    drawn,
                    cover(scope, batch, covered),
                    lights,
                    shares,
                    batch.stream().anyMatch(face -> face.alignment().scale() > SMALLER));
            pictures.run(scope, "download", done, staging.tensor());
        }
        for (int i = 0; i < n; i++) {
            PlacedFace face = batch.get(i);
            face.region().unpack(staging.bytes(), i * bytes, w, h, face.job().frame());
        }
    }

    private Tensor run(Scope scope, String method, Object... arguments) {
        return pictures.run(scope, method, arguments).get(0);
    }

    private static float[] vector(PlacedFace face) {
        float[] source = face.source().vector();
        double strength = face.job().options().strength();
        return strength < 1 ? Vectors.between(face.target().own(), source, strength) : source;
    }

    private Tensor cover(Scope scope, List<PlacedFace> batch, boolean covered) {
        if (!covered) {
            return Tensor.zeros(scope, batch.size(), 1, 1, 1);
        }
        int cells = HiddenCells.SIDE * HiddenCells.SIDE;
        hidden = room(hidden, batch.size() * cells * Float.BYTES);
        for (int i = 0; i < batch.size(); i++) {
            PlacedFace face = batch.get(i);
            hiddenCells.put(
                    face.job().hidden(),
                    face.job().face(),
                    face.alignment(),
                    network.size(),
                    hidden.asFloatBuffer(),
                    i * cells);
        }
        return Tensor.floats(scope, hidden, batch.size(), 1, HiddenCells.SIDE, HiddenCells.SIDE);
    }

    private static double leastScale(List<PlacedFace> batch) {
        return batch.stream()
                .mapToDouble(face -> face.alignment().scale())
                .min()
                .orElseThrow();
    }

    /** Samples along each side of a crop's pixel, so that none of the picture is skipped. */
    private static int finer(double scale) {
        return (int) Math.max(1, Math.min(FINEST, Math.ceil(1 / scale - 0.25)));
    }

    private static int canvas(int pixels) {
        return (pixels + CANVAS_STEP - 1) / CANVAS_STEP * CANVAS_STEP;
    }

    /** On CUDA it is pinned. */
    private Tensor allocate(int bytes) {
        try (Scope scope = device.scope()) {
            return pictures.run(scope, "staging", bytes).get(0).own(device);
        }
    }

    private static ByteBuffer room(ByteBuffer buffer, int bytes) {
        return buffer.capacity() >= bytes
                ? buffer
                : ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        staging.close();
        network.close();
        embedder.close();
    }
}
