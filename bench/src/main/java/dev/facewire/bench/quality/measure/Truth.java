package dev.facewire.bench.quality.measure;

import dev.facewire.vision.face.Landmarks;
import java.util.List;

/**
 * Where the real faces of a frame are.
 *
 * @param faces their landmarks, the main one first; empty where there is none
 * @param occluder what stands before them, or null
 */
public record Truth(List<Landmarks> faces, Mask occluder) {
    public static Truth of(Seen seen) {
        return new Truth(seen == null ? List.of() : List.of(seen.face()), null);
    }
}
