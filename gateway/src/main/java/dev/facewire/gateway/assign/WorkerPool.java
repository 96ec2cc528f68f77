package dev.facewire.gateway.assign;

import java.util.List;

/** The workers that are known, and what this gateway has under way with them. */
public interface WorkerPool {
    List<Candidate> candidates();

    /** A slot is being asked for: counts as taken until {@link #asked} or the next heartbeat tells. */
    void asking(WorkerKey worker);

    /** The answer came; a granted slot stays counted until a heartbeat can have counted it. */
    void asked(WorkerKey worker, boolean granted);
}
