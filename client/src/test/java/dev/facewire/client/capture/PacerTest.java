package dev.facewire.client.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final long FRAME = 1_000_000_000L / 30;

    @Test
    void withoutALimitEveryPictureInTimeIsSent() {
        Pacer pacer = new Pacer(0);
        for (int k = 0; k < 100; k++) {
            assertThat(pacer.decide(k * FRAME, k * FRAME + 5_000_000)).isEqualTo(Pacer.Decision.SEND);
        }
    }

    @Test
    void aClipOf60IsThinnedTo30AtItsOwnSpeed() {
        assertThat(sentOf(60, 30, 600)).isEqualTo(300);
        assertThat(sentOf(30, 25, 300)).isBetween(249L, 251L);
        assertThat(sentOf(25, 30, 250)).isEqualTo(250);
        assertThat(sentOf(30, 30, 300)).isEqualTo(300);
    }

    @Test
    void whatIsLateIsLeftOutBecauseACallIsAboutNow() {
        Pacer pacer = new Pacer(0);
        assertThat(pacer.decide(0, Pacer.LATE_NANOS + 1)).isEqualTo(Pacer.Decision.LEAVE_OUT);
        assertThat(pacer.decide(FRAME, FRAME)).isEqualTo(Pacer.Decision.SEND);
    }

    @Test
    void inputsAreNamedByWords() {
        assertThat(InputSpec.parse("pattern")).isEqualTo(new InputSpec.TestPattern());
        assertThat(InputSpec.parse("camera")).isEqualTo(new InputSpec.Camera("0"));
        assertThat(InputSpec.parse("camera:3")).isEqualTo(new InputSpec.Camera("3"));
        assertThat(InputSpec.parse("a/b.mp4")).isEqualTo(new InputSpec.Clip(Path.of("a/b.mp4")));
        assertThatThrownBy(() -> InputSpec.parse("camera:")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> InputSpec.parse(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    private static long sentOf(double clipFps, double maxFps, int frames) {
        Pacer pacer = new Pacer(maxFps);
        return IntStream.range(0, frames)
                .mapToLong(k -> (long) (k * 1e9 / clipFps))
                .filter(due -> pacer.decide(due, due) == Pacer.Decision.SEND)
                .count();
    }
}
