package dev.facewire.bench.quality.measure;

import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.Pose;

/**
 * A face in a frame as the measuring mesh sees it.
 *
 * @param presence the network's logit that there is one at all
 * @param place where it looked: a look at the same place of another frame can be compared with this one
 */
public record Seen(Landmarks face, Pose pose, double presence, Landmarks place) {
    /** Under this there is nothing that looks like a face (as the tracker's own limit). */
    public static final double GONE = 6;

    public boolean there() {
        return presence >= GONE && face.finite();
    }

    public double mouth() {
        return face.mouthOpening();
    }

    public double eyes() {
        return (face.lidOpening(0) + face.lidOpening(1)) / 2;
    }
}
