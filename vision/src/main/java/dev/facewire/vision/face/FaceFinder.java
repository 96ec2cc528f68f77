package dev.facewire.vision.face;

import dev.facewire.media.I420Frame;
import java.util.List;

/** The two networks as the tracker sees them. Confined to the device loop's thread. */
public interface FaceFinder {
    /** For each picture its faces with at least this score, best first. */
    List<List<Detection>> detect(List<I420Frame> frames, double threshold);

    /** For each look the face mesh that is seen there. */
    List<MeshFit> fit(List<Look> looks);

    /** Faces in one picture. */
    default List<Detection> detect(I420Frame frame, double threshold) {
        return detect(List.of(frame), threshold).get(0);
    }

    /** One look. */
    default MeshFit fit(I420Frame frame, Region region) {
        return fit(List.of(new Look(frame, region))).get(0);
    }

    /** Where to look for a face mesh. */
    record Look(I420Frame frame, Region region) {}
}
