package dev.facewire.vision.mesh;

import dev.facewire.vision.engine.SwapEngine;
import dev.facewire.vision.enrol.SourceFace;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.tensor.TorchDevice;
import dev.facewire.vision.tensor.TorchModule;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.Consumer;

/**
 * Swaps without swap weights: the source's texture is drawn over the target through the face mesh, after the target's own
 * face was bent to the source's proportions; the light of the picture is put on it, and the rim is blended. The eyes are
 * the source's and look where the person looks; the inside of the mouth stays the person's. The recipe and its figures:
 * docs/explanation/mesh-engine.md.
 */
public final class MeshSwapEngine implements SwapEngine {
    public static final String NAME = "mesh";
    /** A face smaller than this in the picture is no region to swap in. */
    private static final int LEAST_REGION = 16;

    private static final int STAND_IN_SIDE = 512;
    private static final double SOURCE_MOUTH_OPEN = 0.05;
    private static final double MOUTH_OPENING = 0.03;
    private final MeshDrawing drawing;
    private final FaceMesh mesh;
    private final FlowGrid grid;
    private final LipRegion lips;
    private final double[] distanceToOval;
    /** Texture and alpha of each vertex stand ready; the rest is filled in for each face. */
    private final float[] values;

    private final float[] alpha = new float[FaceMesh.POINTS];
    private final boolean[] mouth = FaceMesh.insideMouth();
    private final boolean[] noHole = new boolean[FaceMesh.POINTS];
    private final boolean[][] eyes = {FaceMesh.rightEye(), FaceMesh.leftEye()};
    private final int[][] lids = FaceMesh.lids();

    /**
     * Draws in Java on CPUs, by PyTorch on CUDA.
     *
     * @param module {@code mesh_swap.pt} on the device; stays the caller's
     */
    public MeshSwapEngine(TorchDevice device, TorchModule module, FaceMesh mesh) {
        this(mesh, drawing(new TorchDrawing(device, module), device.cuda()));
    }

    private static MeshDrawing drawing(TorchDrawing torch, boolean cuda) {
        return cuda ? torch : new HostDrawing(torch);
    }

    MeshSwapEngine(FaceMesh mesh, MeshDrawing drawing) {
        this.drawing = drawing;
        this.mesh = mesh;
        this.grid = new FlowGrid(mesh);
        this.lips = new LipRegion(mesh);
        this.distanceToOval = mesh.distanceToOval();
        this.values = FlowGrid.atRest(mesh);
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            alpha[i] = values[i * FlowGrid.CHANNELS + FlowGrid.ALPHA];
        }
    }

    private void set(int vertex, int channel, float value) {
        values[vertex * FlowGrid.CHANNELS + channel] = value;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Prepared prepare(SourceFace source) {
        double[] irises = source.irises().clone();
        for (int i = 0; i < irises.length; i++) {
            irises[i] = 2 * irises[i] - 1;
        }
        return new MeshSource(
                drawing.texture(source.texture()), source.neutral(), irises, source.mouthOpening() > SOURCE_MOUTH_OPEN);
    }

    @Override
    public Prepared prepareStandIn() {
        BufferedImage black = new BufferedImage(STAND_IN_SIDE, STAND_IN_SIDE, BufferedImage.TYPE_INT_RGB);
        return prepare(new SourceFace(black, black, mesh.points(), new double[] {0.4, 0.4, 0.6, 0.4}, 0));
    }

    @Override
    public Target target() {
        return new MeshTarget(new ShapeTransfer(mesh, distanceToOval, lips), drawing.light());
    }

    @Override
    public void swap(List<Job> jobs, Consumer<Job> done) {
        List<Bent> faces = jobs.stream().map(this::bend).toList();
        for (List<Bent> batch : SwapBatches.of(faces, drawing.largestBatch())) {
            drawing.draw(batch, this::flow);
            batch.forEach(face -> done.accept(face.job()));
        }
    }

    /** A face with the source's proportions, and where in the picture that is. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Bent(Job job, double[] points, SwapRegion region, GridFrame frame) {
        MeshSource source() {
            return (MeshSource) job.source();
        }

        MeshTarget target() {
            return (MeshTarget) job.target();
        }

        /** The level of the source's texture that the face is to be drawn with. */
        int level() {
            return source().level(new Landmarks(points).box().width(), target().softness());
        }

        Bent within(SwapRegion other) {
            return new Bent(job, points, other, frame);
        }
    }

    private Bent bend(Job job) {
        MeshSource source = (MeshSource) job.source();
        double[] points = ((MeshTarget) job.target())
                .shape()
                .apply(
                        job.face(),
                        job.pose(),
                        source.neutral(),
                        source.mouthOpen(),
                        job.options().strength());
        SwapRegion region =
                SwapRegion.of(points, job.frame().width(), job.frame().height());
        if (region.width() < LEAST_REGION || region.height() < LEAST_REGION) {
            throw new IllegalStateException("the face is too small to swap");
        }
        return new Bent(job, points, region, GridFrame.of(points));
    }

    /** Rasters one face into the grid. */
    private FlowGrid flow(Bent bent) {
        Landmarks face = bent.job().face();
        SwapRegion region = bent.region();
        boolean keepMouth = bent.job().options().mouth();
        boolean mouthRim = keepMouth && bent.source().mouthOpen() && face.mouthOpening() > MOUTH_OPENING;
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            set(i, FlowGrid.SHIFT_X, region.normalX(face.x(i) - bent.points()[i * 3]));
            set(i, FlowGrid.SHIFT_Y, region.normalY(face.y(i) - bent.points()[i * 3 + 1]));
            set(i, FlowGrid.ALPHA, mouthRim && mouth[i] ? 0 : alpha[i]);
        }
        for (int eye = 0; eye < 2; eye++) {
            double open = 1 - bent.target().gaze().closed(face, eye);
            for (int vertex : lids[eye]) {
                set(vertex, FlowGrid.ALPHA, (float) (open * alpha[vertex]));
            }
        }
        grid.draw(bent.frame().cells(bent.points()), values, keepMouth ? mouth : noHole);
        if (face.hasIrises()) {
            for (int eye = 0; eye < 2; eye++) {
                iris(bent, eye);
            }
        }
        return grid;
    }

    private void iris(Bent bent, int eye) {
        Landmarks face = bent.job().face();
        GridFrame frame = bent.frame();
        double[] middle = face.iris(eye);
        double[] moved = FaceMesh.eyeCorners(eye, face.xyz());
        double[] to = FaceMesh.eyeCorners(eye, bent.points());
        double radius = frame.cellX(face.irisRadius(eye) + frame.x0());
        double[] irises = bent.source().irises();
        Gaze.look(
                grid,
                eyes[eye],
                frame.cellX(middle[0] + to[0] - moved[0]),
                frame.cellY(middle[1] + to[1] - moved[1]),
                radius,
                irises[2 * eye],
                irises[2 * eye + 1]);
    }

    @Override
    public void close() {
        // the device belongs to who made this
    }
}
