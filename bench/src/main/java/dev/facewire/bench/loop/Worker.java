package dev.facewire.bench.loop;

import dev.facewire.protocol.session.OptionsPatch;
import java.io.IOException;

/** A worker under test, in processes of its own, that serves sessions. Used by one thread. */
interface Worker extends AutoCloseable {

    /** What it answered: the session's name, and the description with all candidates inside. */
    record Answer(String session, String sdp) {}

    /**
     * How it went so far.
     *
     * @param usage of the process that works with frames
     * @param swapCpuMs processor time of the swap itself in that process
     * @param engineMs the median time of the swap of a frame, of late; 0 where nothing is swapped
     */
    record Look(Usage usage, double swapCpuMs, double engineMs) {}

    /**
     * Has it answer an offer.
     *
     * @param options of which a worker of ours takes codec and bitrate; strangers choose for themselves
     */
    Answer answer(String offer, OptionsPatch options) throws IOException, InterruptedException;

    /** Ends a session. */
    void end(String session) throws IOException, InterruptedException;

    /**
     * Looks at it.
     *
     * @param session one that is live, whose median time is asked for
     */
    Look look(String session) throws IOException, InterruptedException;

    @Override
    void close();
}
