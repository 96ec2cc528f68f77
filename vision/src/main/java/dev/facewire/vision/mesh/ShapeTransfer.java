package dev.facewire.vision.mesh;

import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.Pose;
import dev.facewire.vision.face.Similarity;
import java.util.Arrays;

/**
 * Gives a moving face the proportions of another: the difference between the two neutral faces, in the canonical pose,
 * is added to what the face does now. Expressions stay, because only the difference of the neutral faces is moved. The
 * neutral face of the one before the camera is a running mean that closed, frontal frames dominate. Not thread-safe.
 */
final class ShapeTransfer {
    /** How much of the difference is moved; all of it makes the rim of the face show. */
    private static final double AMOUNT = 0.9;
    /** The difference fades towards the oval over this many cm, so that the outline stays. */
    private static final double FADE_CM = 2.2;

    private static final double MOUTH_CLOSED = 0.05;
    private static final double YAW_FRONTAL = 12;
    private static final double LONGEST_MEMORY = 300;

    private final FaceMesh mesh;
    private final double[] share;
    private final LipRegion lips;
    private double[] neutral;
    private double seen;

    ShapeTransfer(FaceMesh mesh, double[] distanceToOval, LipRegion lips) {
        this.mesh = mesh;
        this.lips = lips;
        this.share = new double[FaceMesh.POINTS];
        for (int i = 0; i < share.length; i++) {
            share[i] = AMOUNT * Smooth.step(distanceToOval[i] / FADE_CM);
        }
    }

    /**
     * The face with the other's proportions, in the same picture.
     *
     * @param source the other's neutral face in the canonical pose, 468 × 3
     * @param sourceMouthOpen then the lips keep their own gap
     * @param strength 0 to 1
     */
    double[] apply(Landmarks face, Pose pose, double[] source, boolean sourceMouthOpen, double strength) {
        Similarity toCanonical = Similarity.between(face.xyz(), mesh.points(), mesh.weights());
        double[] now = Arrays.copyOf(toCanonical.apply(face.xyz()), FaceMesh.POINTS * 3);
        learn(now, face.mouthOpening(), pose.yaw());
        double[] difference = new double[now.length];
        for (int i = 0; i < now.length; i++) {
            difference[i] = source[i] - neutral[i];
        }
        if (sourceMouthOpen) {
            lips.keepGap(difference, neutral);
        }
        for (int i = 0; i < now.length; i++) {
            now[i] += strength * share[i / 3] * difference[i];
        }
        return toCanonical.inverse().apply(now);
    }

    private void learn(double[] now, double mouth, double yaw) {
        double weight = Math.exp(-Math.pow(mouth / MOUTH_CLOSED, 2) - Math.pow(yaw / YAW_FRONTAL, 2)) + 1e-3;
        if (neutral == null) {
            neutral = now.clone();
            seen = Math.max(weight, 0.05) * 10;
        }
        seen = Math.min(seen, LONGEST_MEMORY) + weight;
        for (int i = 0; i < now.length; i++) {
            neutral[i] += weight / seen * (now[i] - neutral[i]);
        }
    }
}
