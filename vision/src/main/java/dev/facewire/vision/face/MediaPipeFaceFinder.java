package dev.facewire.vision.face;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.tensor.FramePlanes;
import dev.facewire.vision.tensor.PictureNetwork;
import dev.facewire.vision.tensor.Tensor;
import dev.facewire.vision.tensor.TorchDevice;
import dev.facewire.vision.tensor.TorchModule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** MediaPipe's detector and attention mesh on a device. Owns the two networks; confined to the device loop's thread. */
public final class MediaPipeFaceFinder implements FaceFinder, AutoCloseable {
    private static final int MESH_SIDE = 192;
    private static final int LARGEST_BATCH = 16;

    private final TorchDevice device;
    private final TorchModule pictures;
    private final PictureNetwork detector;
    private final PictureNetwork mesh;
    private final RegionCrop crops = new RegionCrop(MESH_SIDE);

    /**
     * Loads the networks.
     *
     * @param pictures the module that crops, {@code mesh_swap.pt}; stays the caller's
     */
    public MediaPipeFaceFinder(TorchDevice device, TorchModule pictures) {
        this.device = device;
        this.pictures = pictures;
        this.detector = PictureNetwork.load(device, "face_detection");
        this.mesh = PictureNetwork.load(device, "face_attention");
    }

    @Override
    public List<List<Detection>> detect(List<I420Frame> frames, double threshold) {
        List<List<Detection>> found = new ArrayList<>();
        try (TorchDevice.Scope scope = device.scope()) {
            for (List<I420Frame> batch : batches(frames)) {
                List<Tensor> boxed = new ArrayList<>();
                for (I420Frame frame : batch) {
                    FramePlanes p = FramePlanes.of(scope, frame);
                    boxed.addAll(
                            pictures.run(scope, "letterbox", p.y(), p.u(), p.v(), p.width(), DetectorDecoder.SIDE));
                }
                List<float[]> out = detector.run(scope, boxed);
                float[] boxes = out.get(0);
                float[] logits = out.get(1);
                for (int i = 0; i < batch.size(); i++) {
                    I420Frame frame = batch.get(i);
                    found.add(DetectorDecoder.decode(
                            part(boxes, i, batch.size()),
                            part(logits, i, batch.size()),
                            frame.width(),
                            frame.height(),
                            threshold));
                }
            }
        }
        return found;
    }

    @Override
    public List<MeshFit> fit(List<Look> looks) {
        List<MeshFit> fits = new ArrayList<>();
        try (TorchDevice.Scope scope = device.scope()) {
            for (List<Look> batch : batches(looks)) {
                List<Tensor> crops = new ArrayList<>();
                for (Look look : batch) {
                    crops.add(crop(scope, look));
                }
                List<float[]> out = mesh.run(scope, crops);
                float[] points = out.get(0);
                float[] presence = out.get(1);
                for (int i = 0; i < batch.size(); i++) {
                    Region region = batch.get(i).region();
                    fits.add(new MeshFit(region.toPicture(part(points, i, batch.size()), MESH_SIDE), presence[i]));
                }
            }
        }
        return fits;
    }

    private Tensor crop(TorchDevice.Scope scope, Look look) {
        if (!device.cuda()) { // one at a time: the next look may overwrite it
            return Tensor.floats(scope, crops.of(look.frame(), look.region()), 1, 3, MESH_SIDE, MESH_SIDE);
        }
        FramePlanes p = FramePlanes.of(scope, look.frame());
        Region region = look.region();
        return pictures.run(
                        scope,
                        "crop",
                        p.y(),
                        p.u(),
                        p.v(),
                        p.width(),
                        region.cx(),
                        region.cy(),
                        region.size(),
                        region.angle(),
                        MESH_SIDE)
                .get(0);
    }

    /** On a CPU a batch costs more than its parts, one by one: they fit the caches. */
    private <T> List<List<T>> batches(List<T> all) {
        int size = device.cuda() ? LARGEST_BATCH : 1;
        List<List<T>> batches = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            batches.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return batches;
    }

    private static float[] part(float[] all, int index, int parts) {
        int size = all.length / parts;
        return Arrays.copyOfRange(all, index * size, (index + 1) * size);
    }

    @Override
    public void close() {
        detector.close();
        mesh.close();
    }
}
