package dev.facewire.bench.quality.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SeriesTest {

    @Test
    void percentilesLieBetweenNeighboursAsNumPysDo() {
        double[] values = {4, 1, 3, 2};
        assertThat(Series.percentile(values, 0)).isEqualTo(1);
        assertThat(Series.percentile(values, 0.05)).isCloseTo(1.15, within(1e-12));
        assertThat(Series.percentile(values, 0.5)).isEqualTo(2.5);
        assertThat(Series.percentile(values, 1)).isEqualTo(4);
        assertThat(Series.percentile(new double[0], 0.5)).isNaN();
    }

    @Test
    void whatMovesHalfAsMuchIsFullyCorrelatedWithASlopeOfAHalf() {
        double[] sent = {0, 1, 2, 3, 2, 1};
        double[] returned = {5, 5.5, 6, 6.5, 6, 5.5};
        assertThat(Series.correlation(returned, sent)).isCloseTo(1, within(1e-12));
        assertThat(Series.slope(returned, sent)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void aFrozenMouthFollowsNothing() {
        double[] sent = {0, 1, 2, 3, 2, 1};
        double[] frozen = {1, 1, 1, 1, 1, 1};
        assertThat(Series.correlation(frozen, sent)).isZero();
        assertThat(Series.slope(frozen, sent)).isZero();
    }

    @Test
    void ofAClipInWhichNothingMovesNothingIsSaid() {
        double[] still = {1, 1, 1, 1};
        assertThat(Series.correlation(new double[] {1, 2, 3, 4}, still)).isNaN();
        assertThat(Series.slope(new double[] {1, 2, 3, 4}, still)).isNaN();
    }
}
