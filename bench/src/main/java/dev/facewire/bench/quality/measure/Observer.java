package dev.facewire.bench.quality.measure;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.face.Detection;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.MediaPipeFaceFinder;
import dev.facewire.vision.face.MeshFit;
import dev.facewire.vision.face.Pose;
import dev.facewire.vision.face.Region;
import dev.facewire.vision.tensor.ShippedModels;
import dev.facewire.vision.tensor.TorchDevice;
import dev.facewire.vision.tensor.TorchModule;
import java.util.ArrayList;
import java.util.List;

/**
 * Sees faces for the measuring, with the shipped networks but apart from the engine's own tracker: nothing is calmed.
 * Owns the networks; confined to the thread that opened it.
 */
public final class Observer implements AutoCloseable {
    private static final double DETECT = 0.5;

    private final TorchDevice device = TorchDevice.open(-1);
    private final TorchModule pictures = device.load(ShippedModels.read("mesh_swap.pt"));
    private final MediaPipeFaceFinder finder = new MediaPipeFaceFinder(device, pictures);
    private final FaceMesh mesh = FaceMesh.load();

    public FaceMesh mesh() {
        return mesh;
    }

    public TorchDevice device() {
        return device;
    }

    public MediaPipeFaceFinder finder() {
        return finder;
    }

    /** The largest face of each frame, followed from frame to frame; null where none is seen. */
    public List<Seen> follow(List<I420Frame> frames) {
        List<Seen> all = new ArrayList<>();
        Seen last = null;
        for (I420Frame frame : frames) {
            Seen seen = last == null ? null : twice(frame, last.face());
            if (seen == null || !seen.there()) {
                seen = find(frame);
            }
            last = seen != null && seen.there() ? seen : null;
            all.add(last);
        }
        return all;
    }

    /** The largest face of a frame; null where the detector sees none. */
    public Seen find(I420Frame frame) {
        Detection largest = null;
        for (Detection found : finder.detect(frame, DETECT)) {
            if (largest == null || found.box().width() > largest.box().width()) {
                largest = found;
            }
        }
        if (largest == null) {
            return null;
        }
        MeshFit first = finder.fit(frame, Region.around(largest));
        return first.face().finite() ? twice(frame, first.face()) : null;
    }

    /** Fits where a face was, and again where that fit is: the region no longer lags behind. */
    private Seen twice(I420Frame frame, Landmarks near) {
        Seen first = at(frame, near);
        return first.there() ? at(frame, first.face()) : first;
    }

    /** What the mesh sees in a frame at the place of a face. */
    public Seen at(I420Frame frame, Landmarks place) {
        MeshFit fit = finder.fit(frame, Region.around(place));
        return new Seen(fit.face(), Pose.of(fit.face(), mesh), fit.presence(), place);
    }

    @Override
    public void close() {
        finder.close();
        pictures.close();
        device.close();
    }
}
