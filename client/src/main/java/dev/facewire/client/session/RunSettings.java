package dev.facewire.client.session;

import dev.facewire.client.capture.CaptureLoop;
import dev.facewire.client.picture.FrameSize;
import dev.facewire.protocol.session.OptionsPatch;
import java.time.Duration;

/**
 * What a run is to do.
 *
 * @param face the picture to upload; null where {@code faceId} is given
 * @param faceId a face that the gateway has; null where {@code face} is given
 * @param options of the session
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
    }

    /** With the codec that suits pictures of a size, where none was named. */
    RunSettings forSize(FrameSize picture) {
        OptionsPatch suited = options.codec() == null ? options.withCodec(RtcLink.VideoPlan.codec(picture)) : options;
        return new RunSettings(face, faceId, suited, capture, stamp, patience, version);
    }
}
