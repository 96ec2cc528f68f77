package dev.facewire.rtc;

import java.time.Duration;
import java.util.Objects;

/**
 * How video is sent.
 *
 * @param codec preferred, by its SDP name
 * @param startBitrateKbps assumed before the link has been measured; libwebrtc's own 300 gives seconds of mud
 * @param maxBitrateKbps the most that is sent
 * @param maxFps the most frames a second
 * @param trickle true: descriptions come at once and candidates follow; false: they hold what was gathered in time
 * @param gatherCap how long gathering may take without trickle; an unreachable TURN server would take over 12 s
 */
public record VideoSettings(
        String codec, int startBitrateKbps, int maxBitrateKbps, int maxFps, boolean trickle, Duration gatherCap) {
    public static final Duration DEFAULT_GATHER_CAP = Duration.ofMillis(500);

    public VideoSettings {
        Objects.requireNonNull(codec);
        Objects.requireNonNull(gatherCap);
        if (startBitrateKbps < 1 || maxBitrateKbps < startBitrateKbps || maxFps < 1) {
            throw new IllegalArgumentException(
                    "bitrates and fps must be positive, and the maximum not under the start");
        }
    }

    /** For 640×480 at 30 fps: starts at 2.5 Mb/s, at most 5. */
    public static VideoSettings defaults(boolean trickle) {
        return new VideoSettings("VP8", 2500, 5000, 60, trickle, DEFAULT_GATHER_CAP);
    }
}
