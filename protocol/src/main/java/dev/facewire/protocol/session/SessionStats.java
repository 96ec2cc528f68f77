package dev.facewire.protocol.session;

/**
 * Counters of one session on its worker, from its start.
 *
 * @param framesIn frames that came out of the decoder
 * @param framesOut frames handed to the encoder
 * @param framesDropped frames displaced in the mailbox by a fresher one
 * @param facesSwapped faces swapped
 * @param framesShielded frames that went out with a shield over a face or over the whole picture
 * @param framesPassed frames that went out as they were, which only {@code onLost=pass} allows
 * @param engineFaults frames on which the engine threw; they were shielded
 * @param engineMsP50 median time of a frame in the device loop, over the last few seconds
 * @param engineMsP95 its 95th percentile
 * @param width of the last frame
 * @param height of the last frame
 * @param engine the engine in use
 * @param onLost what goes out while landmarks can't be trusted
 * @param warning what the client should change, in words; null where all is well. Begins with FRAME_TOO_LARGE where the
 *     session will be ended
 */
public record SessionStats(
        long framesIn,
        long framesOut,
        long framesDropped,
        long facesSwapped,
        long framesShielded,
        long framesPassed,
        long engineFaults,
        double engineMsP50,
        double engineMsP95,
        int width,
        int height,
        String engine,
        OnLost onLost,
        String warning) {
    public SessionStats(
            long framesIn,
            long framesOut,
            long framesDropped,
            long facesSwapped,
            long framesShielded,
            long framesPassed,
            long engineFaults,
            double engineMsP50,
            double engineMsP95,
            int width,
            int height,
            String engine,
            OnLost onLost) {
        this(
                framesIn,
                framesOut,
                framesDropped,
                facesSwapped,
                framesShielded,
                framesPassed,
                engineFaults,
                engineMsP50,
                engineMsP95,
                width,
                height,
                engine,
                onLost,
                null);
    }

    /** The same counters with a warning. */
    public SessionStats withWarning(String words) {
        return new SessionStats(
                framesIn,
                framesOut,
                framesDropped,
                facesSwapped,
                framesShielded,
                framesPassed,
                engineFaults,
                engineMsP50,
                engineMsP95,
                width,
                height,
                engine,
                onLost,
                words);
    }
}
