package dev.facewire.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GapMeterTest {
    private static final long MS = 1_000_000;
    private final GapMeter gaps = new GapMeter();

    @Test
    void theLongestTimeBetweenTwoFreshFramesCounts() {
        assertThat(gaps.longestMs()).isNull();
        gaps.fresh(1000 * MS);
        gaps.fresh(1033 * MS);
        gaps.fresh(1433 * MS);
        gaps.fresh(1466 * MS);
        assertThat(gaps.longestMs()).isEqualTo(400);
    }

    @Test
    void soDoesTheTimeFromTheLastOneToTheEnd() {
        gaps.fresh(1000 * MS);
        gaps.until(1900 * MS);
        gaps.until(1500 * MS);
        assertThat(gaps.longestMs()).isEqualTo(900);
    }
}
