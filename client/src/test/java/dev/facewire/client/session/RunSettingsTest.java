package dev.facewire.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.client.capture.CaptureLoop;
import dev.facewire.protocol.session.OptionsPatch;
import org.junit.jupiter.api.Test;

class RunSettingsTest {
    @Test
    void theClientsCodecIsAskedForWhereNoOtherIs() {
        assertThat(settings(OptionsPatch.NONE).options().codec()).isEqualTo("H264");
        assertThat(settings(OptionsPatch.NONE.withCodec("VP8")).options().codec())
                .isEqualTo("VP8");
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
