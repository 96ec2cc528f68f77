package dev.facewire.rtc;

import dev.facewire.protocol.session.IceCandidate;

/** Hears of a peer, on the peer's own thread; may call the peer. What it throws is logged. */
public interface PeerListener {
    default void onState(PeerState state) {}

    /** A local candidate, for the other end: only of peers that trickle. */
    default void onCandidate(IceCandidate candidate) {}
}
