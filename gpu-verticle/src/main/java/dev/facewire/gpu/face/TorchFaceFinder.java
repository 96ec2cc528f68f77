package dev.facewire.gpu.face;

import dev.facewire.gpu.tensor.FramePlanes;
import dev.facewire.gpu.tensor.ShippedModels;
import dev.facewire.gpu.tensor.Tensor;
import dev.facewire.gpu.tensor.TorchDevice;
import dev.facewire.gpu.tensor.TorchModule;
import dev.facewire.rtc.frame.I420Frame;
import java.util.List;

/** MediaPipe's detector and face mesh on a device. Owns the two networks; confined to the device loop's thread. */
public final class TorchFaceFinder implements FaceFinder, AutoCloseable {
    private static final int MESH_SIDE = 192;

    private final TorchDevice device;
    private final TorchModule pictures;
    private final TorchModule detector;
    private final TorchModule mesh;

    /**
     * Loads the networks.
     *
     * @param pictures the module that crops, {@code mesh_swap.pt}; stays the caller's
     */
    public TorchFaceFinder(TorchDevice device, TorchModule pictures) {
        this.device = device;
        this.pictures = pictures;
        this.detector = device.load(ShippedModels.read("face_detection.pt"));
        this.mesh = device.load(ShippedModels.read("face_landmark.pt"));
    }

    @Override
    public List<Detection> detect(I420Frame frame, double threshold) {
        try (TorchDevice.Scope scope = device.scope()) {
            FramePlanes p = FramePlanes.of(scope, frame);
            Tensor boxed = pictures.run(scope, "letterbox", p.y(), p.u(), p.v(), p.width(), DetectorDecoder.SIDE)
                    .get(0);
            List<Tensor> out = detector.run(scope, "forward", boxed);
            return DetectorDecoder.decode(
                    out.get(0).toFloats(), out.get(1).toFloats(), frame.width(), frame.height(), threshold);
        }
    }

    @Override
    public MeshFit fit(I420Frame frame, Region region) {
        try (TorchDevice.Scope scope = device.scope()) {
            FramePlanes p = FramePlanes.of(scope, frame);
            Tensor crop = pictures.run(
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
            List<Tensor> out = mesh.run(scope, "forward", crop);
            return new MeshFit(
                    region.toPicture(out.get(0).toFloats(), MESH_SIDE),
                    out.get(1).toFloats()[0]);
        }
    }

    @Override
    public void close() {
        detector.close();
        mesh.close();
    }
}
