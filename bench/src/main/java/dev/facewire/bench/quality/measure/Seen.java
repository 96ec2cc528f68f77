package dev.facewire.bench.quality.measure;

import dev.facewire.gpu.face.Landmarks;
import dev.facewire.gpu.face.Pose;

/**
 * A face in a frame as the measuring mesh sees it.
 *
 * @param presence the network's logit that there is one at all
 */
public record Seen(Landmarks face, Pose pose, double presence) {
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
