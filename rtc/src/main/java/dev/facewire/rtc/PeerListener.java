package dev.facewire.rtc;

import dev.facewire.protocol.session.IceCandidate;

/** Hears of a peer, on the peer's own thread; may call the peer. What it throws is logged. */
public interface PeerListener {
    default void onState(PeerState state) {}

    /** A local candidate, for the other end: only of peers that trickle. */
    default void onCandidate(IceCandidate candidate) {}

    /** The other end has closed the connection by a DTLS alert. {@link PeerState#FAILED} follows. */
    default void onClosedByRemote() {}

    /** A STUN or TURN server gave no candidate; others may. Can come again and again for the same server. */
    default void onIceServerError(IceServerError error) {}
}
