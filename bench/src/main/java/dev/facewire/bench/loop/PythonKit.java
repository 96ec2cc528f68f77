package dev.facewire.bench.loop;

import dev.facewire.gpu.device.DeviceSpec;
import dev.facewire.gpu.enrol.Pictures;
import dev.facewire.gpu.enrol.SourceFace;
import dev.facewire.gpu.face.Box;
import dev.facewire.gpu.face.Detection;
import dev.facewire.gpu.face.FaceFinder;
import dev.facewire.gpu.face.FaceMesh;
import dev.facewire.gpu.face.Landmarks;
import dev.facewire.gpu.face.MeshRaster;
import dev.facewire.gpu.face.Region;
import dev.facewire.gpu.neural.NeuralChoice;
import dev.facewire.gpu.swap.FaceProcessor;
import dev.facewire.gpu.swap.FaceProcessors;
import dev.facewire.gpu.swap.FaceSession;
import dev.facewire.gpu.swap.SwapEngine;
import dev.facewire.rtc.frame.I420Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What the Python receiver is given beside the networks: the face's texture, and one flow grid, rastered here by the worker's own
 * raster from the first frame's landmarks. The receiver lays that grid over the face in every frame, where the worker rasters a
 * new one, filters, bends the shape, and judges whether to trust what it sees: so the receiver has less to do than a worker.
 */
final class PythonKit {
    static final int SIDE = 128;
    private static final int CHANNELS = 6;
    private static final double MARGIN = 0.03; // as gpu.swap.GridFrame
    private static final double RIM_CM = 1.5; // as gpu.swap.MeshSwapEngine
    private static final double FOREHEAD_TOP_CM = 8.4;
    private static final double FOREHEAD_FADE_CM = 1.6;

    private FaceFinder finder;
    private SourceFace source;

    private PythonKit() {}

    /** Writes {@code texture.f32} [3, 512, 512] and {@code grid.f32} [6, 128, 128] into a folder. */
    static void write(Path folder, byte[] photo, I420Frame first) throws IOException {
        Files.createDirectories(folder);
        PythonKit kit = new PythonKit();
        try (FaceProcessor processor =
                FaceProcessors.open(new DeviceSpec("cpu", 0), NeuralChoice.none(), kit::keep, kit::watch)) {
            FaceSession session =
                    processor.open(processor.inspect(List.of(photo)).crop());
            session.close(); // the texture was seen on its way
            put(folder.resolve("texture.f32"), Pictures.toPlanes(kit.source.texture()));
            put(folder.resolve("grid.f32"), grid(kit.look(first)));
        }
    }

    private FaceFinder keep(FaceFinder made) {
        finder = made;
        return made;
    }

    private SwapEngine watch(SwapEngine engine) {
        return new SwapEngine() {
            @Override
            public String name() {
                return engine.name();
            }

            @Override
            public Prepared prepare(SourceFace face) {
                source = face;
                return engine.prepare(face);
            }

            @Override
            public Prepared prepareStandIn() {
                return engine.prepareStandIn();
            }

            @Override
            public Target target() {
                return engine.target();
            }

            @Override
            public void swap(List<Job> jobs) {
                engine.swap(jobs);
            }

            @Override
            public void close() {
                engine.close();
            }
        };
    }

    private Landmarks look(I420Frame frame) {
        List<Detection> found = finder.detect(frame, 0.5);
        if (found.isEmpty()) {
            throw new IllegalStateException("no face in the clip's first frame");
        }
        Landmarks face = finder.fit(frame, Region.around(found.get(0))).face();
        return finder.fit(frame, Region.around(face)).face();
    }

    private static ByteBuffer grid(Landmarks face) {
        FaceMesh mesh = FaceMesh.load();
        Box box = face.box();
        double[] distance = mesh.distanceToOval();
        boolean[] features = FaceMesh.flags(FaceMesh.features());
        double[] places = new double[FaceMesh.POINTS * 3];
        float[] values = new float[FaceMesh.POINTS * CHANNELS];
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            places[i * 3] = cell(face.x(i), box.x0(), box.width());
            places[i * 3 + 1] = cell(face.y(i), box.y0(), box.height());
            places[i * 3 + 2] = face.xyz()[i * 3 + 2];
            values[i * CHANNELS] = (float) (2 * mesh.uv()[i * 2] - 1);
            values[i * CHANNELS + 1] = (float) (2 * mesh.uv()[i * 2 + 1] - 1);
            values[i * CHANNELS + 4] =
                    (float) (step(distance[i] / RIM_CM) * step((FOREHEAD_TOP_CM - mesh.height(i)) / FOREHEAD_FADE_CM));
            values[i * CHANNELS + 5] = features[i] ? 1 : 0;
        }
        MeshRaster raster = new MeshRaster(mesh, SIDE, SIDE, CHANNELS);
        raster.draw(places, values);
        ByteBuffer all =
                ByteBuffer.allocate(CHANNELS * SIDE * SIDE * Float.BYTES).order(ByteOrder.nativeOrder());
        for (int c = 0; c < CHANNELS; c++) {
            all.asFloatBuffer().put(c * SIDE * SIDE, raster.channel(c));
        }
        return all;
    }

    private static double cell(double at, double from, double size) {
        return (at - from + MARGIN * size) * (SIDE - 1) / (size * (1 + 2 * MARGIN));
    }

    private static double step(double x) {
        double t = Math.max(0, Math.min(1, x));
        return t * t * (3 - 2 * t);
    }

    private static void put(Path file, ByteBuffer bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer rest = bytes.duplicate().clear();
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }
    }
}
