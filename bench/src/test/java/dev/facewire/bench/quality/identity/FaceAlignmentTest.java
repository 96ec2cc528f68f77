package dev.facewire.bench.quality.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facewire.bench.quality.measure.Affine;
import org.junit.jupiter.api.Test;

class FaceAlignmentTest {
    private static final double[][] TEMPLATE = {
        {38.2946, 51.6963}, {73.5318, 51.5014}, {56.0252, 71.7366}, {41.5493, 92.3655}, {70.7299, 92.2041}
    };

    @Test
    void aFaceThatWasTurnedAndScaledIsBroughtBack() {
        Affine away = Affine.around(30, 40, 2.5, 0.7).then(Affine.shift(100, 20));
        double[][] five = new double[5][];
        for (int i = 0; i < 5; i++) {
            five[i] = new double[] {away.x(TEMPLATE[i][0], TEMPLATE[i][1]), away.y(TEMPLATE[i][0], TEMPLATE[i][1])};
        }
        Affine back = FaceAlignment.toTemplate(five);
        for (int i = 0; i < 5; i++) {
            assertThat(back.x(five[i][0], five[i][1])).isCloseTo(TEMPLATE[i][0], within(1e-9));
            assertThat(back.y(five[i][0], five[i][1])).isCloseTo(TEMPLATE[i][1], within(1e-9));
        }
    }
}
