package dev.facewire.vision.face;

import java.util.Arrays;
import java.util.List;

/**
 * What one face before the camera looks like, learnt while it is seen well, and what is before it now: a hand, a phone, a
 * microphone, hair. Two things are looked at. Places whose colour is not the learnt one, after the light was allowed to
 * change smoothly over the face: these are covered, and nothing is to be drawn there. And brows with eyes, nose and lips:
 * where the learnt pattern of one is gone though its colours are those of skin, a hand is before it, and how far that goes
 * can't be told.
 *
 * <p>The limits were found on four people's clips with hands in the colour of their own cheeks, a phone and a microphone
 * drawn before them: no hand over more than a quarter of a face was missed, and no face without anything before it was
 * doubted (docs/explanation/tracking-and-trust.md). Pure, not thread-safe.
 */
final class LearnedFace {
    /** So many frames must have been learnt before anything is said, and so many of a cell before it counts. */
    private static final int LEAST_FRAMES = 15;

    private static final int LEAST_TIMES = 5;
    /** Learning goes on at this many frames' pace. */
    private static final int MEMORY = 200;
    /** What seems to be covered is learnt this much more slowly: a new shadow, or make-up. */
    private static final int DOUBTED_MEMORY = 600;
    /** Covered for as long as this, about ten seconds, it is how the face looks now: glasses were put on. */
    private static final int FORGET_AFTER = 300;

    // Least deviations that count for one: luma in 64ths of a factor e, chroma in levels.
    private static final double LEAST_LUMA = 12;
    private static final double LEAST_CHROMA = 4.5;
    private static final float BEGIN_VARIANCE = 36;
    private static final double SPREADS = 1.5;
    private static final double COVERED = 1.6;
    /** More of the inner face covered than this, and landmarks and swap are guesses. */
    private static final double TOO_MUCH = 0.25;
    /** A mask grows at once and shrinks by this share a frame. */
    private static final double KEEP = 0.5;

    private final FaceTexels texels;
    private final List<FaceFeature> features;
    private final float[][] mean = new float[FaceTexels.CHANNELS][FaceTexels.CELLS];
    private final float[][] variance = new float[FaceTexels.CHANNELS][FaceTexels.CELLS];
    private final float[][] residual = new float[FaceTexels.CHANNELS][FaceTexels.CELLS];
    /** How often each cell was learnt. */
    private final int[] times = new int[FaceTexels.CELLS];
    /** The cells that are seen now and were learnt. */
    private final boolean[] known = new boolean[FaceTexels.CELLS];

    private final boolean[] covered = new boolean[FaceTexels.CELLS];
    private final float[] hidden = new float[FaceTexels.CELLS];
    private final SmoothLight light = new SmoothLight();
    private final CellBlur blur = new CellBlur();
    private int frames;
    private int coveredFrames;
    private double share;
    private boolean gone;

    LearnedFace(FaceMesh mesh, FaceTexels texels) {
        this.texels = texels;
        this.features = FaceFeature.all(mesh, texels);
        forget();
    }

    /**
     * Compares a face, which was just read into the texels, with what was learnt, and learns from it.
     *
     * @return true where so much is before it that it must not be swapped
     */
    boolean covered() {
        boolean ready = frames >= LEAST_FRAMES;
        compare();
        share = ready ? mark() : 0;
        gone = ready && features.stream().anyMatch(feature -> feature.gone(mean, known, covered, coveredFrames > 0));
        boolean tooMuch = share > TOO_MUCH || gone;
        coveredFrames = tooMuch ? coveredFrames + 1 : 0;
        if (coveredFrames > FORGET_AFTER) {
            forget();
        } else if (!tooMuch) {
            learn(ready);
        }
        return tooMuch;
    }

    /** Begins anew with the next face. */
    final void forget() {
        frames = 0;
        Arrays.fill(times, 0);
        for (float[] channel : variance) {
            Arrays.fill(channel, BEGIN_VARIANCE);
        }
        Arrays.fill(covered, false);
        coveredFrames = 0;
        share = 0;
        gone = false;
        Arrays.fill(hidden, 0);
    }

    /** Share of the inner face whose colour is not its own. */
    double share() {
        return share;
    }

    /**
     * Where something is before the face: {@link FaceTexels#SIDE} squared, over the mesh's flat square, 0 to 1; null where
     * there is nothing. Not to be written.
     */
    float[] hidden() {
        for (float value : hidden) {
            if (value > 0.02) {
                return hidden;
            }
        }
        return null;
    }

    private void compare() {
        boolean[] seen = texels.seen();
        for (int cell : texels.cells()) {
            known[cell] = seen[cell] && times[cell] >= LEAST_TIMES;
        }
        for (int k = 0; k < FaceTexels.CHANNELS; k++) {
            float[] now = texels.channel(k);
            for (int cell : texels.cells()) {
                residual[k][cell] = now[cell] - mean[k][cell];
            }
            light.remove(residual[k], texels.cells(), known, k == 0);
        }
    }

    /** Marks the cells that are covered; returns their share. */
    private double mark() {
        float[] far = blur.values();
        Arrays.fill(far, 0);
        for (int cell : texels.cells()) {
            if (known[cell]) {
                far[cell] = (float) Math.max(
                        deviation(0, cell, LEAST_LUMA),
                        Math.max(deviation(1, cell, LEAST_CHROMA), deviation(2, cell, LEAST_CHROMA)));
            }
        }
        blur.over(known);
        int count = 0;
        for (int cell : texels.cells()) {
            covered[cell] = known[cell] && far[cell] > COVERED;
            count += covered[cell] ? 1 : 0;
        }
        for (int cell : texels.cells()) {
            float now = near(covered, cell) ? 1 : 0;
            hidden[cell] = now > hidden[cell] ? now : (float) (hidden[cell] + (1 - KEEP) * (now - hidden[cell]));
        }
        return (double) count / texels.cells().length;
    }

    private double deviation(int channel, int cell, double least) {
        return Math.abs(residual[channel][cell]) / Math.max(SPREADS * Math.sqrt(variance[channel][cell]), least);
    }

    /** Is this cell, or one beside it, flagged? */
    private static boolean near(boolean[] flags, int cell) {
        for (int dy = -FaceTexels.SIDE; dy <= FaceTexels.SIDE; dy += FaceTexels.SIDE) {
            for (int dx = -1; dx <= 1; dx++) {
                if (flags[Math.max(0, Math.min(FaceTexels.CELLS - 1, cell + dy + dx))]) {
                    return true;
                }
            }
        }
        return false;
    }

    private void learn(boolean ready) {
        frames = Math.min(frames + 1, MEMORY);
        boolean[] seen = texels.seen();
        for (int cell : texels.cells()) {
            if (!seen[cell]) {
                continue;
            }
            times[cell] = Math.min(times[cell] + 1, MEMORY);
            float rate = ready && near(covered, cell) ? 1f / DOUBTED_MEMORY : 1f / times[cell];
            for (int k = 0; k < FaceTexels.CHANNELS; k++) {
                float far = residual[k][cell];
                mean[k][cell] += rate * (texels.channel(k)[cell] - mean[k][cell]);
                variance[k][cell] += times[cell] > LEAST_TIMES ? rate * (far * far - variance[k][cell]) : 0;
            }
        }
    }
}
