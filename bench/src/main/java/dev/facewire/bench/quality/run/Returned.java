package dev.facewire.bench.quality.run;

import dev.facewire.client.session.Report;
import dev.facewire.media.I420Frame;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came back of a clip, frame for frame.
 *
 * @param frames one for each frame of the clip
 * @param msByStage for each stage the ms of each frame; empty where they are not known
 * @param noise the mean difference, in levels, that the way there and back makes where nothing is swapped; 0 offline
 * @param live the client's report; null offline
 */
public record Returned(List<Frame> frames, Map<String, double[]> msByStage, double noise, Report live) {

    /** What was done with a frame. */
    public enum State {
        SWAPPED,
        FACE_SHIELDED,
        FRAME_SHIELDED,
        /** As it came. */
        PASSED,
        /** Held back or lost. */
        MISSING;

        /** As in tables and files. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * A frame that came back.
     *
     * @param picture null when missing
     * @param settled swapped, and no shield is fading out on it
     */
    public record Frame(I420Frame picture, State state, boolean settled) {}
}
