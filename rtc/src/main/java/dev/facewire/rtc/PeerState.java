package dev.facewire.rtc;

/**
 * The state of a connection, from its ICE state and its DTLS state together: a clean close by the other end shows in the
 * ICE state at once and in the connection state only after 5 s.
 *
 * <pre>
 * NEW ─▶ CONNECTING ─▶ CONNECTED ◀──▶ DISCONNECTED ─▶ FAILED
 *                                                       │
 *            (any) ───────────close()───────────────────┴─▶ CLOSED
 * </pre>
 */
public enum PeerState {
    NEW,
    CONNECTING,
    CONNECTED,
    /** Nothing has come for a while; may recover. */
    DISCONNECTED,
    /** Given up; an ICE restart or a new peer is needed. */
    FAILED,
    CLOSED
}
