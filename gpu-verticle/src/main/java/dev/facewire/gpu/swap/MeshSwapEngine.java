package dev.facewire.gpu.swap;

import dev.facewire.gpu.enrol.SkinMask;
import dev.facewire.gpu.enrol.SourceFace;
import dev.facewire.gpu.face.FaceMesh;
import dev.facewire.gpu.face.Landmarks;
import dev.facewire.gpu.face.Similarity;
import dev.facewire.gpu.tensor.FramePlanes;
import dev.facewire.gpu.tensor.Tensor;
import dev.facewire.gpu.tensor.TorchDevice;
import dev.facewire.gpu.tensor.TorchModule;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Swaps without swap weights: the source's photo is drawn over the target through the face mesh, after the target's own
 * face was bent to the source's proportions; the light of the picture is put on it, and the rim is blended. The person
 * keeps their own eyes and the inside of their mouth, so that blinks, gaze and speech stay theirs. The recipe and its
 * figures: docs/swap.md.
 */
public final class MeshSwapEngine implements SwapEngine {
    public static final String NAME = "mesh";
    /** A face smaller than this in the picture is no region to swap in. */
    private static final int LEAST_REGION = 16;

    private static final double SOURCE_MOUTH_OPEN = 0.05;
    // Where the texture ends: cm from the oval, and cm above the middle of the face.
    private static final double RIM_CM = 2.4;
    private static final double INNER_FROM_CM = 1.0;
    private static final double INNER_OVER_CM = 2.5;
    private static final double FOREHEAD_TOP_CM = 7.0;
    private static final double FOREHEAD_FADE_CM = 2.0;

    private final TorchDevice device;
    private final TorchModule module;
    private final FaceMesh mesh;
    private final FlowGrid grid;
    private final LipRegion lips;
    private final double[] distanceToOval;
    private final float[] alpha = new float[FaceMesh.POINTS];
    private final float[] compare = new float[FaceMesh.POINTS];
    /** 0 at the rim to 1 inside: how far the target's own skin goes along with the bent face. */
    private final float[] inner = new float[FaceMesh.POINTS];

    private final boolean[] keepMouth = FaceMesh.insideMouth();
    private final boolean[] eyes = FaceMesh.eyes();
    private final boolean[] eyesAndMouth = new boolean[FaceMesh.POINTS];

    /** @param module {@code mesh_swap.pt} on the device; stays the caller's */
    public MeshSwapEngine(TorchDevice device, TorchModule module, FaceMesh mesh) {
        this.device = device;
        this.module = module;
        this.mesh = mesh;
        this.grid = new FlowGrid(mesh);
        this.lips = new LipRegion(mesh);
        this.distanceToOval = mesh.distanceToOval();
        boolean[] features = FaceMesh.features();
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            alpha[i] = (float) (Smooth.step(distanceToOval[i] / RIM_CM)
                    * Smooth.step((FOREHEAD_TOP_CM - mesh.height(i)) / FOREHEAD_FADE_CM));
            inner[i] = (float) Smooth.step((distanceToOval[i] - INNER_FROM_CM) / INNER_OVER_CM);
            compare[i] = features[i] ? 0 : alpha[i];
            eyesAndMouth[i] = keepMouth[i] || eyes[i];
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    /** The source's picture on the device, and its shape. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record MeshSource(
            Tensor texture, float[] places, float[] alpha, float[] compare, double[] neutral, boolean mouthOpen)
            implements Prepared {
        @Override
        public void close() {
            texture.close();
        }
    }

    /** The target's neutral shape, and the light on it in the last frame. */
    private static final class MeshTarget implements Target {
        private final ShapeTransfer shape;
        private Tensor light;

        MeshTarget(ShapeTransfer shape) {
            this.shape = shape;
        }

        @Override
        public void close() {
            if (light != null) {
                light.close();
                light = null;
            }
        }
    }

    @Override
    public Prepared prepare(SourceFace source) {
        BufferedImage picture = source.picture();
        int width = picture.getWidth();
        int height = picture.getHeight();
        float[] places = new float[FaceMesh.POINTS * 2];
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            places[i * 2] = (float) (source.face().x(i) * 2 / width - 1);
            places[i * 2 + 1] = (float) (source.face().y(i) * 2 / height - 1);
        }
        double[] neutral = Similarity.between(source.face().xyz(), mesh.points(), mesh.weights())
                .apply(source.face().xyz());
        try (TorchDevice.Scope scope = device.scope()) {
            Tensor texture =
                    Tensor.floats(scope, rgb(picture), 1, 3, height, width).keep(device);
            float[] skin = SkinMask.of(source, mesh);
            return new MeshSource(
                    texture,
                    places,
                    times(alpha, skin),
                    times(compare, skin),
                    neutral,
                    source.face().mouthOpening() > SOURCE_MOUTH_OPEN);
        }
    }

    private static float[] times(float[] a, float[] b) {
        float[] product = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            product[i] = a[i] * b[i];
        }
        return product;
    }

    private static ByteBuffer rgb(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int plane = width * height;
        ByteBuffer bytes = ByteBuffer.allocateDirect(3 * plane * Float.BYTES).order(ByteOrder.nativeOrder());
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            picture.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    int level = row[x] >> (16 - 8 * c) & 0xff;
                    bytes.putFloat((c * plane + y * width + x) * Float.BYTES, level);
                }
            }
        }
        return bytes;
    }

    @Override
    public Target target() {
        return new MeshTarget(new ShapeTransfer(mesh, distanceToOval, lips));
    }

    @Override
    public void swap(List<Job> jobs) {
        for (Job job : jobs) {
            swap(job, (MeshSource) job.source(), (MeshTarget) job.target());
        }
    }

    private void swap(Job job, MeshSource source, MeshTarget target) {
        double strength = job.options().strength();
        double[] bent = target.shape.apply(job.face(), job.pose(), source.neutral(), source.mouthOpen(), strength);
        SwapRegion region = SwapRegion.of(bent, job.frame().width(), job.frame().height());
        if (region.width() < LEAST_REGION || region.height() < LEAST_REGION) {
            throw new IllegalStateException("the face is too small to swap");
        }
        grid.raster(
                new FlowGrid.Vertices(
                        region.cells(bent),
                        source.places(),
                        bend(region, bent, job.face()),
                        source.alpha(),
                        source.compare()),
                job.options().mouth() ? eyesAndMouth : eyes);
        try (TorchDevice.Scope scope = device.scope()) {
            FramePlanes planes = FramePlanes.of(scope, job.frame());
            Tensor flow = Tensor.floats(scope, grid.bytes(), 1, FlowGrid.CHANNELS, FlowGrid.SIDE, FlowGrid.SIDE);
            Tensor light = module.run(
                            scope,
                            "forward",
                            planes.y(),
                            planes.u(),
                            planes.v(),
                            flow,
                            source.texture(),
                            target.light == null ? Tensor.none(scope) : target.light,
                            region.x0(),
                            region.y0(),
                            region.x1(),
                            region.y1(),
                            strength)
                    .get(0);
            Tensor kept = light.keep(device);
            target.close();
            target.light = kept;
        }
    }

    /**
     * Where each vertex's own skin is: at the rim where it was, since there the picture beside the face must not be drawn
     * in, and inside where the bent face has it.
     */
    private float[] bend(SwapRegion region, double[] bent, Landmarks face) {
        float[] there = region.normalised(face.xyz());
        float[] here = region.normalised(bent);
        for (int i = 0; i < there.length; i++) {
            there[i] = here[i] + inner[i / 2] * (there[i] - here[i]);
        }
        return there;
    }

    /** The region of the picture that a face takes, with even corners for the chroma planes. */
    record SwapRegion(int x0, int y0, int x1, int y1) {
        static SwapRegion of(double[] points, int frameWidth, int frameHeight) {
            Landmarks bounds = new Landmarks(points);
            var box = bounds.box();
            int x0 = Math.max(0, (int) Math.floor(box.x0()) - 2) & ~1;
            int y0 = Math.max(0, (int) Math.floor(box.y0()) - 2) & ~1;
            int x1 = Math.min(frameWidth, (int) Math.ceil(box.x1()) + 4) & ~1;
            int y1 = Math.min(frameHeight, (int) Math.ceil(box.y1()) + 4) & ~1;
            return new SwapRegion(x0, y0, x1, y1);
        }

        int width() {
            return x1 - x0;
        }

        int height() {
            return y1 - y0;
        }

        /** Points of the picture in cells of the grid: its first and last cells are the middles of the outer pixels. */
        double[] cells(double[] points) {
            double[] cells = points.clone();
            double perX = (FlowGrid.SIDE - 1.0) / (width() - 1);
            double perY = (FlowGrid.SIDE - 1.0) / (height() - 1);
            for (int i = 0; i < cells.length; i += 3) {
                cells[i] = (points[i] - 0.5 - x0) * perX;
                cells[i + 1] = (points[i + 1] - 0.5 - y0) * perY;
            }
            return cells;
        }

        /** Points of the picture as −1 to 1 between the middles of the outer pixels. */
        float[] normalised(double[] points) {
            float[] out = new float[FaceMesh.POINTS * 2];
            for (int i = 0; i < FaceMesh.POINTS; i++) {
                out[i * 2] = (float) ((points[i * 3] - 0.5 - x0) * 2 / (width() - 1) - 1);
                out[i * 2 + 1] = (float) ((points[i * 3 + 1] - 0.5 - y0) * 2 / (height() - 1) - 1);
            }
            return out;
        }
    }

    @Override
    public void close() {
        // the module and the device belong to who made this
    }
}
