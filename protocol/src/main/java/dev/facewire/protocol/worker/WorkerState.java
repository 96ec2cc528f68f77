package dev.facewire.protocol.worker;

/**
 * The state of a worker. It reports the first four itself; SUSPECT and GONE are a gateway's own view of it.
 *
 * <pre>
 * STARTING ──engine warm──▶ READY ──drain──▶ DRAINING ──▶ (undeployed)
 *                             │
 *                             └──device fault──▶ FAULTED
 * </pre>
 */
public enum WorkerState {
    STARTING,
    READY,
    DRAINING,
    FAULTED,
    /** A request to it timed out a moment ago: not chosen for a while. */
    SUSPECT,
    /** Its link closed, or its heartbeats stopped. */
    GONE
}
