package dev.facewire.gpu.session;

/**
 * How long a session goes on that sends frames too large to be worked on. Decoding them costs memory and time that other
 * sessions need, so the seconds count over the whole session: pauses don't buy more. Pure.
 */
final class OversizedFrames {
    /** A person who chose a wrong size in some program has time to read the warning and choose another. */
    static final int MOST_SECONDS = 5;

    static final String REASON =
            "FRAME_TOO_LARGE: the client went on sending frames that are too large; send at most 1920x1080";

    private long before;
    private int seconds;

    /** What a second brought. */
    enum Verdict {
        NONE,
        /** Too large ones, for the first time: to be logged. */
        FIRST,
        /** Too many of them: the session is to end. */
        TOO_MANY
    }

    /**
     * To be called each second.
     *
     * @param refused frames that were too large since the connection was made
     */
    Verdict tick(long refused) {
        boolean more = refused != before && refused != 0;
        before = refused;
        if (!more) {
            return Verdict.NONE;
        }
        seconds++;
        if (seconds > MOST_SECONDS) {
            return Verdict.TOO_MANY;
        }
        return seconds == 1 ? Verdict.FIRST : Verdict.NONE;
    }
}
