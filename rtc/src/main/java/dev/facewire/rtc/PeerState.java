package dev.facewire.rtc;

/**
 * The state of a connection, from its ICE state and its DTLS state together. A clean close by the other end is
 * {@link #FAILED} at once, after {@link PeerListener#onClosedByRemote()}.
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
