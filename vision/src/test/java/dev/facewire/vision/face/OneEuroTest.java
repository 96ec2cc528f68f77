package dev.facewire.vision.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class OneEuroTest {
    private static final double FRAME = 1 / 30.0;

    @Test
    void noiseAroundAPlaceIsQuieted() {
        OneEuro filter = new OneEuro(1, 0);
        Random random = new Random(2);
        double in = 0;
        double out = 0;
        for (int i = 0; i < 300; i++) {
            double value = 5 + random.nextGaussian();
            double calm = filter.next(new double[] {value}, 1, FRAME)[0];
            if (i > 30) {
                in += (value - 5) * (value - 5);
                out += (calm - 5) * (calm - 5);
            }
        }
        assertThat(Math.sqrt(out / in)).isLessThan(0.45);
    }

    @Test
    void whatMovesFastIsFollowedAtOnceAndWhatIsSlowLags() {
        assertThat(lag(10, 10)).as("quick, with a beta").isLessThan(0.05);
        assertThat(lag(10, 0)).as("without one").isGreaterThan(2);
    }

    /** Frames that the output is behind something that moves steadily. */
    private static double lag(double unitsASecond, double beta) {
        OneEuro filter = new OneEuro(1, beta);
        double calm = 0;
        for (int i = 0; i <= 60; i++) {
            calm = filter.next(new double[] {unitsASecond * i * FRAME}, 1, FRAME)[0];
        }
        return (unitsASecond * 60 * FRAME - calm) / (unitsASecond * FRAME);
    }

    @Test
    void itsFirstValuesAreTakenAndLaterOnesReached() {
        OneEuro filter = new OneEuro(1, 1);
        assertThat(filter.next(new double[] {3, -4}, 1, FRAME)).containsExactly(3, -4);
        double[] calm = {};
        for (int i = 0; i < 200; i++) {
            calm = filter.next(new double[] {10, 20}, 1, FRAME);
        }
        assertThat(calm).containsExactly(new double[] {10, 20}, within(0.01));
    }

    @Test
    void theArrayThatIsHandedOverStaysTheCallers() {
        OneEuro filter = new OneEuro(1, 1);
        double[] mine = {1};
        filter.next(mine, 1, FRAME);
        mine[0] = 1000;
        assertThat(filter.next(new double[] {1}, 1, FRAME)).containsExactly(1);
        double[] handed = filter.next(new double[] {1}, 1, FRAME);
        handed[0] = 1000;
        assertThat(filter.next(new double[] {1}, 1, FRAME)).containsExactly(1);
    }
}
