package dev.facewire.bench.loop;

/** The time from the wish for a session to the first swapped frame, and its parts. Pure. */
final class FirstFrame {
    private FirstFrame() {}

    /** What the sender's own steps end at, in ns of {@link System#nanoTime()}. */
    record Moments(long begin, long offered, long answered) {
        Parts parts(long connected, long first, long readable) {
            return new Parts(
                    (offered - begin) / 1e6,
                    0,
                    (answered - offered) / 1e6,
                    (connected - answered) / 1e6,
                    (first - connected) / 1e6,
                    (readable - first) / 1e6,
                    (readable - begin) / 1e6);
        }
    }

    /**
     * In ms, one after the other.
     *
     * @param offerMs the sender's offer, with its candidates gathered
     * @param assignmentMs the gateway's search for a slot, by its own clock
     * @param answerMs the rest of the call: the worker's answer, with its candidates gathered
     * @param connectMs ICE and DTLS
     * @param firstFrameMs until a first frame is back, which may lie under a shield: encoder, first key frame there and back
     * @param trustMs until one with a readable stamp is back: the worker must trust a face for three frames
     * @param allMs the sum
     */
    record Parts(
            double offerMs,
            double assignmentMs,
            double answerMs,
            double connectMs,
            double firstFrameMs,
            double trustMs,
            double allMs) {
        /** With the assignment taken out of the call. */
        Parts assigned(double ms) {
            return new Parts(offerMs, ms, answerMs - ms, connectMs, firstFrameMs, trustMs, allMs);
        }
    }
}
