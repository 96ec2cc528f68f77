package dev.facewire.bench.loop;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.engine.SwapEngine;
import dev.facewire.vision.enrol.Pictures;
import dev.facewire.vision.enrol.SourceFace;
import dev.facewire.vision.face.Detection;
import dev.facewire.vision.face.FaceFinder;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.Region;
import dev.facewire.vision.mesh.StillGrid;
import dev.facewire.vision.neural.NeuralChoice;
import dev.facewire.vision.swap.EngineAround;
import dev.facewire.vision.swap.FaceProcessor;
import dev.facewire.vision.swap.FaceProcessors;
import dev.facewire.vision.swap.FaceSession;
import dev.facewire.vision.tensor.DeviceSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
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
            put(folder.resolve("grid.f32"), StillGrid.of(FaceMesh.load(), kit.look(first)));
        }
    }

    private FaceFinder keep(FaceFinder made) {
        finder = made;
        return made;
    }

    private SwapEngine watch(SwapEngine engine) {
        return new EngineAround(engine) {
            @Override
            public Prepared prepare(SourceFace face) {
                source = face;
                return super.prepare(face);
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
