package dev.facewire.vision.mesh;

import dev.facewire.vision.enrol.Pictures;
import dev.facewire.vision.mesh.MeshSwapEngine.Bent;
import dev.facewire.vision.tensor.FramePlanes;
import dev.facewire.vision.tensor.Tensor;
import dev.facewire.vision.tensor.TorchDevice;
import dev.facewire.vision.tensor.TorchModule;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Draws by {@code models/mesh_swap.py}: with CUDA only the faces' regions cross the bus. */
final class TorchDrawing implements MeshDrawing {
    private final TorchDevice device;
    private final TorchModule module;
    private ByteBuffer flows = ByteBuffer.allocateDirect(0);
    private ByteBuffer[] hidden = {};

    /** @param module {@code mesh_swap.pt} on the device; stays the caller's */
    TorchDrawing(TorchDevice device, TorchModule module) {
        this.device = device;
        this.module = module;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Levels(List<Tensor> levels, int[] sides) implements Texture {
        @Override
        public void close() {
            levels.forEach(Tensor::close);
        }
    }

    private record Kept(Tensor tensor) implements Light {
        @Override
        public void close() {
            tensor.close();
        }
    }

    @Override
    public int largestBatch() {
        return device.cuda() ? SwapBatches.LARGEST : 1;
    }

    @Override
    public Levels texture(BufferedImage texture) {
        int side = texture.getWidth();
        try (TorchDevice.Scope scope = device.scope()) {
            List<Tensor> levels = new ArrayList<>();
            Tensor fine = Tensor.floats(scope, Pictures.toPlanes(texture), 1, 3, side, side);
            for (Tensor level : module.run(scope, "levels", fine)) {
                levels.add(level.keep(device));
            }
            return new Levels(levels, levels.stream().mapToInt(Tensor::columns).toArray());
        }
    }

    @Override
    public Light light() {
        try (TorchDevice.Scope scope = device.scope()) {
            return new Kept(module.run(scope, "light").get(0).keep(device));
        }
    }

    @Override
    public void draw(List<Bent> faces, Function<Bent, FlowGrid> flow) {
        int bytes = faces.size() * FlowGrid.CHANNELS * FlowGrid.SIDE * FlowGrid.SIDE * Float.BYTES;
        if (flows.capacity() < bytes) {
            flows = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
        if (hidden.length < faces.size()) {
            hidden = new ByteBuffer[faces.size()];
        }
        List<Tensor> ys = new ArrayList<>();
        List<Tensor> us = new ArrayList<>();
        List<Tensor> vs = new ArrayList<>();
        List<Integer> corners = new ArrayList<>();
        List<Double> frames = new ArrayList<>();
        List<Tensor> textures = new ArrayList<>();
        List<Tensor> covers = new ArrayList<>();
        List<Tensor> lights = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        List<Double> strengths = new ArrayList<>();
        boolean measure = false;
        try (TorchDevice.Scope scope = device.scope()) {
            for (Bent face : faces) {
                flow.apply(face).put(flows, ys.size());
                covers.add(hidden(scope, face.job().hidden(), ys.size()));
                FramePlanes planes = FramePlanes.of(scope, face.job().frame());
                ys.add(planes.y());
                us.add(planes.u());
                vs.add(planes.v());
                SwapRegion region = face.region();
                corners.addAll(List.of(region.x0(), region.y0(), region.x1(), region.y1()));
                GridFrame frame = face.frame();
                frames.addAll(List.of(frame.x0(), frame.y0(), frame.x1(), frame.y1()));
                textures.add(((Levels) face.source().texture()).levels().get(face.level()));
                lights.add(((Kept) face.target().light()).tensor());
                shares.add(face.target().lightShare());
                strengths.add(face.job().options().strength());
                measure |= face.target().sharpnessDue();
            }
            Tensor grids = Tensor.floats(scope, flows, faces.size(), FlowGrid.CHANNELS, FlowGrid.SIDE, FlowGrid.SIDE);
            float[] sharper = module.run(
                            scope, "forward", ys, us, vs, corners, grids, frames, textures, covers, lights, shares,
                            strengths, measure)
                    .get(0)
                    .toFloats();
            for (int i = 0; i < sharper.length; i++) {
                faces.get(i).target().drawn(sharper[i]);
            }
        }
    }

    private Tensor hidden(TorchDevice.Scope scope, float[] cells, int index) {
        if (cells == null) {
            return Tensor.zeros(scope, 1, 1, 2, 2);
        }
        int bytes = cells.length * Float.BYTES;
        if (hidden[index] == null || hidden[index].capacity() != bytes) {
            hidden[index] = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
        hidden[index].asFloatBuffer().put(0, cells);
        int side = (int) Math.sqrt(cells.length);
        return Tensor.floats(scope, hidden[index], 1, 1, side, side);
    }
}
