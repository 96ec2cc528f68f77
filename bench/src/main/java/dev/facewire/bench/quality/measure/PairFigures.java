package dev.facewire.bench.quality.measure;

import dev.facewire.client.session.Report;
import java.util.List;
import java.util.Map;

/**
 * What was measured of one clip with one face. A figure that could not be measured is null, and left out of the JSON.
 *
 * @param frames in the clip
 * @param measured frames that were swapped, with no shield fading, and in which the sent face was seen: what identity,
 *     movement and steadiness are of
 * @param cosSource cosine of the returned face to the one that was put on
 * @param cosTarget … to the real face of the same frame
 * @param cosBefore mean cosine of the two before the swap
 * @param wins share of frames nearer the face that was put on than the real one
 * @param mouth how the returned mouth's opening follows the sent one's
 * @param eyes the same of the lids
 * @param yawError mean difference of the returned face's turn from the sent one's, degrees
 * @param pitchError the same of its nod
 * @param hf fine flicker, returned ÷ sent
 * @param lf coarse flicker, returned ÷ sent
 * @param jitter of the returned face's landmarks, % of the eye distance
 * @param jitterSent of the sent face's
 * @param untrusted share of frames that were not swapped, after the first one that was
 * @param firstSwapped the first swapped frame's number; null where none was
 * @param states how many frames were swapped, shielded, …
 * @param bareFrames frames in which a real face could be seen
 * @param faceFrames frames in which there was a real face to be seen
 * @param bareAt the first numbers of those frames
 * @param bareCosine the greatest cosine to the real face over all frames with one
 * @param occlusion null where nothing comes before the face
 * @param unseen measured frames in which the mesh sees no face in what came back
 * @param ms by stage and in all, offline
 * @param noise mean difference of what came back beside the face, in levels
 * @param live the client's report: loss, delay, the worker's time; null offline
 */
public record PairFigures(
        String clip,
        String face,
        int frames,
        int measured,
        Spread cosSource,
        Spread cosTarget,
        Double cosBefore,
        Double wins,
        Follow mouth,
        Follow eyes,
        Double yawError,
        Double pitchError,
        Double hf,
        Double lf,
        Double jitter,
        Double jitterSent,
        Double untrusted,
        Integer firstSwapped,
        Map<String, Integer> states,
        int bareFrames,
        int faceFrames,
        List<Integer> bareAt,
        Double bareCosine,
        Occlusion occlusion,
        int unseen,
        Map<String, Ms> ms,
        Double noise,
        Report live) {

    /** A figure over frames. */
    public record Spread(double mean, double p5, double p95, double min, double max) {
        /** Null for no frames. */
        static Spread of(double[] values) {
            return values.length == 0
                    ? null
                    : new Spread(
                            round(Series.mean(values)),
                            round(Series.percentile(values, 0.05)),
                            round(Series.percentile(values, 0.95)),
                            round(Series.percentile(values, 0)),
                            round(Series.max(values)));
        }
    }

    /**
     * How one thing follows another over time.
     *
     * @param r correlation; null where the sent one does not move
     * @param slope 1 where it moves as much
     * @param moved standard deviation of the sent one, in eye distances: r means little where this is small
     */
    public record Follow(Double r, Double slope, double moved) {
        /**
         * Standard deviation under which a mouth or an eye does not move but tremble: in clips in which it is still
         * .0003 to .005, in those in which it moves .017 and more.
         */
        private static final double STILL = 0.01;

        /** Does the sent one move at all, so that the other figures mean something? */
        public boolean moves() {
            return moved >= STILL;
        }

        static Follow of(double[] returned, double[] sent) {
            return sent.length < 3
                    ? null
                    : new Follow(
                            figure(Series.correlation(returned, sent)),
                            figure(Series.slope(returned, sent)),
                            round(Series.deviation(sent)));
        }
    }

    /**
     * What became of things before the face.
     *
     * @param frames frames in which something stands before more than a quarter of the face
     * @param swapped of these, the ones that were swapped and not shielded
     * @param painted mean share of it that came back painted over, in those
     * @param paintedFrames those in which it was more than a fifth
     */
    public record Occlusion(int frames, int swapped, Double painted, int paintedFrames) {}

    /** Milliseconds a frame. */
    public record Ms(double mean, double p50, double p95) {
        public static Ms of(double[] values) {
            return new Ms(
                    round(Series.mean(values)),
                    round(Series.percentile(values, 0.5)),
                    round(Series.percentile(values, 0.95)));
        }
    }

    /** Four digits after the point; null for what is no number. */
    public static Double figure(double value) {
        return Double.isFinite(value) ? round(value) : null;
    }

    private static double round(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
