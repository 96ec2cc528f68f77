package dev.facewire.bench.quality.measure;

import dev.facewire.bench.quality.clip.Footage;
import dev.facewire.bench.quality.identity.FaceAlignment;
import dev.facewire.bench.quality.identity.IdentityNet;
import java.util.ArrayList;
import java.util.List;

/**
 * A clip and what is known of the face in it, which is the same for every face that is put on it. Confined to one
 * thread.
 */
public final class Target {
    /** Half-width of the window that calms the crop for {@link Flicker}. */
    private static final int CALM = 3;

    private final Footage footage;
    /** Whose identities this one's are; null where it has its own. */
    private final Target original;

    private final int[] from;
    private final List<Seen> seen;
    private final List<Truth> truth;
    private final IdentityNet identity;
    private final float[][] identities;
    private final Affine[] crops;

    /**
     * A clip as it is.
     *
     * @param identity null without it
     */
    public static Target of(Footage footage, Observer observer, IdentityNet identity) {
        List<Seen> seen = observer.follow(footage.frames());
        return new Target(footage, seen, seen.stream().map(Truth::of).toList(), identity, null, null);
    }

    /**
     * This clip after something was done to it.
     *
     * @param changed its frames now
     * @param seenNow where the face is in each; null where there is none
     * @param truthNow where real faces are in each
     * @param fromFrames of which frame of this clip each was made: whose face it is, is asked of those
     */
    public Target changed(Footage changed, List<Seen> seenNow, List<Truth> truthNow, int[] fromFrames) {
        return new Target(changed, seenNow, truthNow, identity, this, fromFrames.clone());
    }

    private Target(
            Footage footage, List<Seen> seen, List<Truth> truth, IdentityNet identity, Target original, int[] from) {
        this.footage = footage;
        this.original = original;
        this.from = from;
        this.seen = seen;
        this.truth = truth;
        this.identity = identity;
        this.identities = new float[seen.size()][];
        this.crops = crops(seen);
    }

    /** Was something done to the clip? Then where faces are is known and not seen. */
    public boolean scene() {
        return original != null;
    }

    public Footage footage() {
        return footage;
    }

    /** The face in each frame; null where none is seen. */
    public List<Seen> seen() {
        return seen;
    }

    public Seen seen(int frame) {
        return seen.get(frame);
    }

    public Truth truth(int frame) {
        return truth.get(frame);
    }

    /** How many frames show a face. */
    public int withFace() {
        return (int) seen.stream().filter(face -> face != null).count();
    }

    /** Whose face it is in this frame; null where none is seen, or without the network. */
    public float[] identity(int frame) {
        if (original != null) {
            return original.identity(from[frame]);
        }
        if (identities[frame] == null && identity != null && seen.get(frame) != null) {
            identities[frame] =
                    identity.of(footage.frames().get(frame), seen.get(frame).face());
        }
        return identities[frame];
    }

    /** From the picture to the calmed crop of the face; null where none is seen. */
    public Affine crop(int frame) {
        return crops[frame];
    }

    /** Five points averaged over seven frames, as far as the face was seen without a gap. */
    private static Affine[] crops(List<Seen> seen) {
        Affine[] crops = new Affine[seen.size()];
        List<double[][]> points = new ArrayList<>();
        for (Seen face : seen) {
            points.add(face == null ? null : FaceAlignment.fivePoints(face.face()));
        }
        for (int i = 0; i < crops.length; i++) {
            if (points.get(i) != null) {
                crops[i] = Flicker.crop(calmed(points, i));
            }
        }
        return crops;
    }

    private static double[][] calmed(List<double[][]> points, int at) {
        double[][] sum = new double[points.get(at).length][2];
        double weights = 0;
        for (int k = -CALM; k <= CALM; k++) {
            double weight = Math.pow(Math.cos(Math.PI * k / (2.0 * (CALM + 1))), 2); // Hann's window
            double[][] near = points.get(nearest(points, at, k));
            weights += weight;
            for (int p = 0; p < sum.length; p++) {
                sum[p][0] += weight * near[p][0];
                sum[p][1] += weight * near[p][1];
            }
        }
        for (double[] point : sum) {
            point[0] /= weights;
            point[1] /= weights;
        }
        return sum;
    }

    /** The frame {@code k} away, or the last one before a gap. */
    private static int nearest(List<double[][]> points, int at, int k) {
        int index = at;
        int step = Integer.signum(k);
        for (int i = 0; i < Math.abs(k); i++) {
            int next = index + step;
            if (next < 0 || next >= points.size() || points.get(next) == null) {
                break;
            }
            index = next;
        }
        return index;
    }
}
