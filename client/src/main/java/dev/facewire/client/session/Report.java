package dev.facewire.client.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.facewire.client.picture.FrameSize;
import dev.facewire.protocol.session.SessionStats;

/**
 * What {@code --report} writes. Unknown values are null and stand in the file as such; documented in
 * docs/reference/client.md.
 *
 * @param framesSent frames sent from the start of the clip or camera, the repetitions before it not counted
 * @param framesReturned of these, the frames that came back, swapped or shielded
 * @param facesSwapped faces that the worker swapped, from the session's start
 * @param framesShielded frames in which the worker covered a face or everything, from the session's start
 * @param fpsSent frames a second between the first and the last one sent
 * @param fpsReturned the same of those that came back
 * @param connectMs from the offer's sending to the first frame that came back with a readable stamp, which a wholly
 *     shielded one has not
 * @param loopMsP50 median time from sending a frame to its return, of frames with a readable stamp
 * @param loopMsP95 its 95th percentile
 * @param engineMsP50 the worker's median time on a frame, in the session's last seconds
 * @param engineMsP95 its 95th percentile
 * @param moves how often the run went on at another worker
 * @param gapMsMax the longest time without a fresh swapped frame, from the first one to the last one sent
 * @param worker who swapped, at the end
 * @param engine with what
 * @param width of the picture, in pixels
 * @param height of the picture, without the stamp's rows
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Report(
        long framesSent,
        long framesReturned,
        Long facesSwapped,
        Long framesShielded,
        Double fpsSent,
        Double fpsReturned,
        Double connectMs,
        Double loopMsP50,
        Double loopMsP95,
        Double engineMsP50,
        Double engineMsP95,
        int moves,
        Double gapMsMax,
        String worker,
        String engine,
        int width,
        int height) {

    /**
     * Puts a report together.
     *
     * @param stats of all workers together, or null
     * @param worker or null
     * @param moves from one worker to another
     * @param connectMs or null
     * @param picture without the stamp's rows
     */
    static Report of(
            FrameLedger ledger, SessionStats stats, String worker, int moves, Double connectMs, FrameSize picture) {
        return new Report(
                ledger.framesSent(),
                ledger.framesReturned(),
                stats == null ? null : stats.facesSwapped(),
                stats == null ? null : stats.framesShielded(),
                ledger.fpsSent(),
                ledger.fpsReturned(),
                connectMs,
                ledger.loopMs(0.5),
                ledger.loopMs(0.95),
                stats == null ? null : known(stats.engineMsP50()),
                stats == null ? null : known(stats.engineMsP95()),
                moves,
                ledger.gapMsMax(),
                worker,
                stats == null ? null : stats.engine(),
                picture.width(),
                picture.height());
    }

    private static Double known(double ms) {
        return Double.isFinite(ms) && ms >= 0 ? Math.round(ms * 100) / 100.0 : null;
    }
}
