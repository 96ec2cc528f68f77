package dev.facewire.vision.face;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.face.EdgeMirror.Side;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Faces that lie over the left or right edge of one session's picture, where the detector does not see them and the mesh
 * can't follow: somebody who comes in. An edge is looked at when something moves there, and as long as there is a face.
 * Not thread-safe.
 */
final class HalfFaces {
    private final Map<Side, EdgeMirror> mirrors = new EnumMap<>(Side.class);
    private final Map<Side, Box> faces = new EnumMap<>(Side.class);
    private final Set<Side> looking = EnumSet.noneOf(Side.class);

    HalfFaces() {
        for (Side side : Side.values()) {
            mirrors.put(side, new EdgeMirror(side));
        }
    }

    /** Notes which edges are to be looked at; they stay due until they were, for a look can fail. */
    void due(SceneChange change) {
        for (Side side : Side.values()) {
            if (change.at(side) || faces.containsKey(side)) {
                looking.add(side);
            }
        }
    }

    /** Is there a face over an edge? */
    boolean any() {
        return !faces.isEmpty();
    }

    /** What the detector is to look at, one picture for each edge that is due. */
    List<I420Frame> pictures(I420Frame frame) {
        return looking.stream().map(side -> mirrors.get(side).of(frame)).toList();
    }

    /** Takes what it found, in the order of {@link #pictures}. */
    void take(Iterator<List<Detection>> found, int frameWidth) {
        for (Side side : looking) {
            EdgeMirror mirror = mirrors.get(side);
            faces.remove(side);
            found.next().stream()
                    .filter(mirror::isHalf)
                    .findFirst()
                    .ifPresent(face -> faces.put(side, mirror.inPicture(face, frameWidth)));
        }
        looking.clear();
    }

    /** The faces, half of each beyond the edge, in pixels. */
    List<Box> boxes() {
        return List.copyOf(faces.values());
    }
}
