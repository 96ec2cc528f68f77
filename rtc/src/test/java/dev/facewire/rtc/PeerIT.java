package dev.facewire.rtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real connections over the machine's own address. */
class PeerIT {
    @ParameterizedTest
    @CsvSource({"VP8,640,480,true", "VP8,641,481,false", "H264,640,480,true"})
    void framesGoThereAndBack(String codec, int width, int height, boolean trickle) throws Exception {
        VideoSettings settings = new VideoSettings(codec, 2500, 5000, 60, trickle, VideoSettings.DEFAULT_GATHER_CAP);
        try (PeerPair pair = new PeerPair(settings).connect()) {
            await().atMost(Duration.ofSeconds(15))
                    .pollInterval(Duration.ofMillis(33))
                    .until(() -> {
                        pair.step(width, height, 0);
                        try (ReceivedFrame back = pair.client.incoming().take()) {
                            return back != null
                                    && back.view().width() == width
                                    && TestPattern.psnr(back.view(), TestPattern.read(back.view())) > 25;
                        }
                    });
            assertThat(pair.client.stats().get().codec()).endsWith(codec);
        }
    }
}
