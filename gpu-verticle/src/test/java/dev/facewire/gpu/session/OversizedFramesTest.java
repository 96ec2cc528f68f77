package dev.facewire.gpu.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.gpu.session.OversizedFrames.Verdict;
import org.junit.jupiter.api.Test;

class OversizedFramesTest {
    private final OversizedFrames frames = new OversizedFrames();

    @Test
    void aSessionWithOrdinaryFramesIsLeftAlone() {
        for (int second = 0; second < 100; second++) {
            assertThat(frames.tick(0)).isEqualTo(Verdict.NONE);
        }
    }

    @Test
    void itIsToldOnceAndEndedAfterSomeSecondsPausesOrNot() {
        assertThat(frames.tick(3)).isEqualTo(Verdict.FIRST);
        for (int second = 2; second <= OversizedFrames.MOST_SECONDS; second++) {
            assertThat(frames.tick(3L * (second - 1))).isEqualTo(Verdict.NONE); // a pause
            assertThat(frames.tick(3L * second)).isEqualTo(Verdict.NONE);
        }
        assertThat(frames.tick(1000)).isEqualTo(Verdict.TOO_MANY);
    }

    @Test
    void oneFrameByMistakeEndsNothing() {
        assertThat(frames.tick(1)).isEqualTo(Verdict.FIRST);
        for (int second = 0; second < 100; second++) {
            assertThat(frames.tick(1)).isEqualTo(Verdict.NONE);
        }
    }
}
