package dev.facewire.client.session;

import dev.facewire.client.capture.CaptureLoop;
import dev.facewire.protocol.session.OptionsPatch;

/**
 * What a run is to do.
 *
 * @param face the picture to upload; null where {@code faceId} is given
 * @param faceId a face that the gateway has; null where {@code face} is given
 * @param options of the session
 * @param capture how the input is played
 * @param stamp whether frames carry a stamp, without which no latency can be measured
 * @param version of this client
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way: never compared
public record RunSettings(
        byte[] face, String faceId, OptionsPatch options, CaptureLoop.Settings capture, boolean stamp, String version) {
    public RunSettings {
        if ((face == null) == (faceId == null)) {
            throw new IllegalArgumentException("either a face or its id");
        }
    }
}
