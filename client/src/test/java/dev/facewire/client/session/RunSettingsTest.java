package dev.facewire.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.client.capture.CaptureLoop;
import dev.facewire.client.picture.FrameSize;
import dev.facewire.protocol.session.OptionsPatch;
import org.junit.jupiter.api.Test;

class RunSettingsTest {
    private static final FrameSize EVEN = new FrameSize(640, 480);
    private static final FrameSize ODD = new FrameSize(321, 240);

    @Test
    void whereNoCodecIsNamedOneIsTakenThatSuitsTheSize() {
        assertThat(codec(OptionsPatch.NONE, EVEN)).isEqualTo("H264");
        assertThat(codec(OptionsPatch.NONE, ODD)).isEqualTo("VP8");
        assertThat(codec(OptionsPatch.NONE.withCodec("AV1"), EVEN)).isEqualTo("AV1");
    }

    private static String codec(OptionsPatch options, FrameSize size) {
        return settings(options).forSize(size).options().codec();
    }

    private static RunSettings settings(OptionsPatch options) {
        return new RunSettings(
                null,
                "face",
                options,
                new CaptureLoop.Settings(0, null, false),
                true,
                RunSettings.DEFAULT_PATIENCE,
                "test");
    }
}
