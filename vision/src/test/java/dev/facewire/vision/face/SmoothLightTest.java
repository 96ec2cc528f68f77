package dev.facewire.vision.face;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SmoothLightTest {
    private static final int SIDE = FaceTexels.SIDE;

    private final SmoothLight light = new SmoothLight();
    private final int[] cells = IntStream.range(0, FaceTexels.CELLS).toArray();
    private final boolean[] seen = new boolean[FaceTexels.CELLS];
    private final float[] difference = new float[FaceTexels.CELLS];

    SmoothLightTest() {
        Arrays.fill(seen, true);
        for (int cell : cells) {
            int row = cell / SIDE;
            difference[cell] = 20 + 0.8f * (cell % SIDE) - 0.3f * row; // a lamp at one side
        }
    }

    /** A hand over the lower left, a sixth of the face. */
    private static boolean hand(int cell) {
        return cell % SIDE < SIDE / 2 && cell >= 2 * FaceTexels.CELLS / 3;
    }

    private float farthest(boolean ofTheHand) {
        float most = 0;
        for (int cell : cells) {
            if (hand(cell) == ofTheHand) {
                most = Math.max(most, Math.abs(difference[cell]));
            }
        }
        return most;
    }

    @Test
    void levelAndSlopeAreTakenOut() {
        light.remove(difference, cells, seen, true);
        assertThat(Math.max(farthest(false), farthest(true))).isLessThan(0.1f);
    }

    @Test
    void aHandStandsOutAndDoesNotBendTheRest() {
        for (int cell : cells) {
            difference[cell] += hand(cell) ? 60 : 0;
        }
        light.remove(difference, cells, seen, true);
        assertThat(farthest(false)).isLessThan(4f);
        for (int cell : cells) {
            if (hand(cell)) {
                assertThat(difference[cell]).isBetween(52f, 64f);
            }
        }
    }

    @Test
    void colourMayChangeInLevelOnly() {
        light.remove(difference, cells, seen, false);
        assertThat(difference[SIDE - 1] - difference[0]).isBetween(37f, 38f);
        double mean = 0;
        for (float value : difference) {
            mean += value / difference.length;
        }
        assertThat(mean).isBetween(-3.0, 3.0);
    }

    @Test
    void whatIsNotSeenDoesNotCount() {
        for (int cell : cells) {
            if (hand(cell)) {
                seen[cell] = false;
                difference[cell] = -1000;
            }
        }
        light.remove(difference, cells, seen, true);
        assertThat(farthest(false)).isLessThan(0.1f);
    }

    @Test
    void nothingSeenIsNoTrouble() {
        Arrays.fill(seen, false);
        float[] before = difference.clone();
        light.remove(difference, cells, seen, true);
        assertThat(difference).isEqualTo(before);
    }
}
