package dev.facewire.bench.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facewire.bench.loop.LoopSamples.Sample;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopSamplesTest {
    private static final long MS = 1_000_000;

    @Test
    void whatWasSentMeanwhileIsFoundWithItsReturn() {
        LoopSamples samples = new LoopSamples();
        samples.sent(0);
        int counter = samples.sent(100 * MS);
        samples.sent(200 * MS);
        samples.back(counter, 140 * MS);
        samples.back(counter, 190 * MS); // a second time counts for nothing
        samples.back(77, 5); // never sent

        List<Sample> between = samples.between(50 * MS, 250 * MS);

        assertThat(between).hasSize(2);
        assertThat(between.get(0).loopMs()).isEqualTo(40);
        assertThat(between.get(1).returned()).isFalse();
        assertThat(LoopSamples.loops(between)).containsExactly(40);
    }

    @Test
    void growthIsSeenThroughOutliers() {
        List<Sample> growing = new ArrayList<>();
        List<Sample> level = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            double outlier = i % 37 == 0 ? 400 : 0;
            growing.add(new Sample(i * 100L * MS, 50 + i / 10 * 2 + outlier)); // 2 ms a second
            level.add(new Sample(i * 100L * MS, i % 5 == 4 ? Double.NaN : 50 + i % 3 + outlier));
        }

        assertThat(LoopSamples.growthMsPerMinute(growing)).isCloseTo(120, within(1.0));
        assertThat(LoopSamples.growthMsPerMinute(level)).isCloseTo(0, within(1.0));
        assertThat(LoopSamples.growthMsPerMinute(List.of())).isZero();
    }

    @Test
    void aFreezeIsAGapBetweenReturns() {
        List<Sample> samples = List.of(
                new Sample(0, 50),
                new Sample(100 * MS, Double.NaN),
                new Sample(200 * MS, 120),
                new Sample(300 * MS, 50));

        assertThat(LoopSamples.gapsOver(samples, 200)).containsExactly(270.0);
    }

    @Test
    void wellAgainIsAWholeSecondWithoutLossAndLate() {
        List<Sample> after = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            double loop = i < 9 ? 300 : i == 12 ? Double.NaN : 55;
            after.add(new Sample(i * 100L * MS, loop));
        }

        assertThat(LinkBench.wellAfterMs(after, 0, 50, 10)).isEqualTo(1300);
        assertThat(LinkBench.wellAfterMs(after.subList(0, 12), 0, 50, 10)).isNull();
    }
}
