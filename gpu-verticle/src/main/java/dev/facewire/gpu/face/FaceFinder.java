package dev.facewire.gpu.face;

import dev.facewire.rtc.frame.I420Frame;
import java.util.List;

/** The two networks as the tracker sees them. Confined to the device loop's thread. */
public interface FaceFinder {
    /** Faces in the whole picture with at least this score, best first. */
    List<Detection> detect(I420Frame frame, double threshold);

    /** The face mesh within a region. */
    MeshFit fit(I420Frame frame, Region region);
}
