package dev.facewire.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.rtc.FrameLimits.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameLimitsTest {
    @ParameterizedTest
    @CsvSource({
        "640,480,TAKE",
        "1920,1080,TAKE",
        "1080,1920,TAKE", // a phone held upright
        "1920,1128,TAKE", // with a client's stamp
        "321,241,TAKE",
        "1,1,TAKE",
        "2560,1440,SCALE",
        "3840,2160,SCALE",
        "4096,2304,SCALE",
        "2160,3840,SCALE",
        "4000,40,SCALE",
        "4096,2306,REFUSE",
        "8192,8192,REFUSE",
        "16383,16383,REFUSE",
        "16000,16,REFUSE"
    })
    void whatIsDoneWithASize(int width, int height, Verdict verdict) {
        assertThat(FrameLimits.judge(width, height)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "3840,2160,1920,1080",
        "2160,3840,1080,1920",
        "2560,1440,1920,1080",
        "4096,2304,1920,1080",
        "4000,2,1920,2",
        "1920,1440,1662,1246"
    })
    void whatIsScaledKeepsItsShapeAndIsTakenThen(int width, int height, int scaledWidth, int scaledHeight) {
        FrameLimits.Size size = FrameLimits.scaled(width, height);
        assertThat(size).hasToString(scaledWidth + "x" + scaledHeight);
        assertThat(FrameLimits.judge(size.width(), size.height())).isEqualTo(Verdict.TAKE);
    }

    @Test
    void thePersonIsTold() {
        assertThat(FrameLimits.warning(1920, 1080)).isNull();
        assertThat(FrameLimits.warning(3840, 2160)).isEqualTo("frames of 3840x2160 are scaled down to 1920x1080");
        assertThat(FrameLimits.warning(8192, 8192))
                .isEqualTo("FRAME_TOO_LARGE: frames of 8192x8192 are too large; send at most 1920x1080");
    }

    @Test
    void aPlaceholderIsSmallWhateverItStandsFor() {
        assertThat(FrameLimits.placeholder(8192, 8192)).hasToString("320x320");
        assertThat(FrameLimits.placeholder(16000, 16)).hasToString("320x2");
    }
}
