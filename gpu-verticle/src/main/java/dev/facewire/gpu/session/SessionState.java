package dev.facewire.gpu.session;

/**
 * The life of a session on its worker.
 *
 * <pre>
 * OPENING ──answered──▶ CONNECTING ──DTLS──▶ LIVE
 *    │                      │                 │
 *    └──refused─────────────┴──release, fault, no media──▶ ENDED
 * </pre>
 */
enum SessionState {
    /** The face is being prepared and the offer answered. */
    OPENING,
    /** The answer is out. */
    CONNECTING,
    /** Media is connected. */
    LIVE,
    ENDED
}
