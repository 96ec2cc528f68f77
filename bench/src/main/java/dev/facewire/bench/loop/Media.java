package dev.facewire.bench.loop;

import dev.facewire.client.picture.FrameSize;
import dev.facewire.client.session.RtcLink;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.rtc.VideoSettings;

/**
 * How video is sent.
 *
 * @param codec preferred both ways; null for the client's own choice
 * @param maxBitrateKbps the most each way; null for the client's own choice
 */
record Media(String codec, Integer maxBitrateKbps) {
    /** As the options of a session with pictures of a size. */
    OptionsPatch patch(FrameSize size) {
        String preferred = codec == null ? RtcLink.VideoPlan.codec(size) : codec;
        return new OptionsPatch(null, null, null, null, null, null, maxBitrateKbps, preferred);
    }

    /** The client's settings for a size, but with all candidates in the offer. */
    VideoSettings settings(FrameSize size) {
        VideoSettings plan = RtcLink.VideoPlan.of(size, patch(size));
        return new VideoSettings(
                plan.codec(), plan.startBitrateKbps(), plan.maxBitrateKbps(), plan.maxFps(), false, plan.gatherCap());
    }
}
