package dev.facewire.client.session;

import dev.facewire.client.capture.CaptureLoop;
import dev.facewire.protocol.session.OptionsPatch;
import java.time.Duration;

/**
 * What a run is to do.
 *
 * @param face the picture to upload; null where {@code faceId} is given
 * @param faceId a face that the gateway has; null where {@code face} is given
 * @param options of the session; where they name no codec, {@link RtcLink.VideoPlan#CODEC} is put in
 * @param capture how the input is played
 * @param stamp whether frames carry a stamp, without which no latency can be measured
 * @param patience how long the picture may stand still, while another worker is looked for, until the run is given up
 * @param version of this client
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way: never compared
public record RunSettings(
        byte[] face,
        String faceId,
        OptionsPatch options,
        CaptureLoop.Settings capture,
        boolean stamp,
        Duration patience,
        String version) {
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(20);

    public RunSettings {
        if ((face == null) == (faceId == null)) {
            throw new IllegalArgumentException("either a face or its id");
        }
        options = options.codec() == null ? options.withCodec(RtcLink.VideoPlan.CODEC) : options;
    }
}
