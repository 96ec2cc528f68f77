package dev.facewire.protocol.session;

/**
 * The life of a session as a gateway sees it.
 *
 * <pre>
 * CONNECTING ──DTLS connects──▶ CONNECTED ──released or link ended──▶ ENDED
 *     │                            │
 *     └────worker or media lost────┴──▶ FAILED
 * </pre>
 */
public enum SessionState {
    CONNECTING,
    CONNECTED,
    FAILED,
    ENDED
}
