package dev.facewire.protocol.session;

import dev.facewire.protocol.Checks;
import dev.facewire.protocol.sdp.MediaSection;
import java.util.Locale;

/**
 * What a session does with its frames.
 *
 * @param engine {@code mesh}, {@code neural} or a model's name
 * @param faces which faces are swapped
 * @param onLost what goes out while landmarks can't be trusted
 * @param mouth keep the inside of the sender's mouth
 * @param strength 0 (the sender's features) to 1 (the source's)
 * @param badge mark the output as synthetic
 * @param maxBitrateKbps the most that the worker sends back
 * @param codec the preferred video codec's name, for example {@code VP8}
 */
public record SessionOptions(
        String engine,
        FaceSelection faces,
        OnLost onLost,
        boolean mouth,
        double strength,
        boolean badge,
        int maxBitrateKbps,
        String codec) {

    public static final SessionOptions DEFAULTS =
            new SessionOptions("mesh", FaceSelection.LARGEST, OnLost.SHIELD, true, 1.0, true, 5000, "VP8");
    /** Under this the sender's own face shows through: needs the gateway's {@code --allow-bare}. */
    public static final double BARE_STRENGTH = 0.5;

    public SessionOptions {
        Checks.notBlank(engine, "engine");
        Checks.required(faces, "faces");
        Checks.required(onLost, "onLost");
        Checks.check(strength >= 0 && strength <= 1, "\"strength\" must be from 0 to 1");
        Checks.check(maxBitrateKbps >= 100 && maxBitrateKbps <= 50_000, "\"maxBitrateKbps\" must be from 100 to 50000");
        Checks.notBlank(codec, "codec");
        Checks.check(
                MediaSection.VIDEO_CODECS.contains(codec.toUpperCase(Locale.ROOT)),
                "\"codec\" must be one of VP8, VP9, H264, AV1");
    }

    /** True where these options can show the bare face or an unmarked swap. */
    public boolean bare() {
        return onLost == OnLost.PASS || strength < BARE_STRENGTH || !badge;
    }
}
