package dev.facewire.vision.mesh;

import dev.facewire.vision.mesh.MeshSwapEngine.Bent;
import dev.facewire.vision.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.Function;

/**
 * Draws in Java, a face after the other, only what the mesh covers. PyTorch goes through memory some 300 times for a face, here it is thrice
 * (docs/decisions/0001-two-drawings-of-the-mesh.md).
 */
final class HostDrawing implements MeshDrawing {
    private final TorchDrawing torch;
    private final RegionPixels picture = new RegionPixels();
    private final FaceSamples face = new FaceSamples();
    private final SkinCells skin = new SkinCells();
    private final LightCells lights = new LightCells();
    private final Relighting relighting = new Relighting();

    /** @param torch makes the textures, on the CPU */
    HostDrawing(TorchDrawing torch) {
        this.torch = torch;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Levels(float[][] levels, int[] sides) implements Texture {
        @Override
        public void close() {
            // on the heap
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kept(float[] cells) implements Light {
        @Override
        public void close() {
            // on the heap
        }
    }

    @Override
    public int largestBatch() {
        return 1;
    }

    @Override
    public Texture texture(BufferedImage texture) {
        try (TorchDrawing.Levels planes = torch.texture(texture)) {
            float[][] levels = planes.levels().stream()
                    .map(Tensor::toFloats)
                    .map(HostDrawing::interleaved)
                    .toArray(float[][]::new);
            return new Levels(levels, planes.sides());
        }
    }

    private static float[] interleaved(float[] planes) {
        int pixels = planes.length / RegionPixels.CHANNELS;
        float[] rgb = new float[planes.length];
        for (int c = 0; c < RegionPixels.CHANNELS; c++) {
            for (int i = 0; i < pixels; i++) {
                rgb[i * RegionPixels.CHANNELS + c] = planes[c * pixels + i];
            }
        }
        return rgb;
    }

    @Override
    public Light light() {
        return new Kept(new float[LightCells.SIDE * LightCells.SIDE * LightCells.CHANNELS]);
    }

    @Override
    public void draw(List<Bent> faces, Function<Bent, FlowGrid> flow) {
        for (Bent bent : faces) {
            draw(bent, flow.apply(bent));
        }
    }

    private void draw(Bent bent, FlowGrid grid) {
        SwapRegion region = bent.region();
        grid.fade(bent.job().options().strength(), bent.job().hidden());
        Levels texture = (Levels) bent.source().texture();
        int level = bent.level();
        float[] light = ((Kept) bent.target().light()).cells();
        picture.read(bent.job().frame(), region);
        face.sample(grid, bent.frame(), region, picture, texture.levels()[level], texture.sides()[level]);
        float[] sums = skin.of(face, region.width(), region.height());
        lights.follow(sums, (float) bent.target().lightShare(), light);
        relighting.draw(face, light, picture);
        for (int y = 0; y < region.height(); y += 2) {
            if (face.to(y) > face.from(y)) {
                picture.writeRows(bent.job().frame(), region, y, face.from(y), face.to(y));
            }
        }
        if (bent.target().sharpnessDue()) {
            bent.target().drawn(Sharpness.of(face, relighting.drawn(), region.width(), region.height()));
        }
    }
}
