package dev.facewire.rtc;

import dev.onvoid.webrtc.RTCIceConnectionState;
import dev.onvoid.webrtc.RTCPeerConnectionState;

/** One {@link PeerState} out of the connection's two. Each method returns true when it changed. Pure. */
final class StateMerge {
    private RTCPeerConnectionState connection = RTCPeerConnectionState.NEW;
    private RTCIceConnectionState ice = RTCIceConnectionState.NEW;
    private PeerState state = PeerState.NEW;
    private boolean closedByRemote;

    PeerState state() {
        return state;
    }

    boolean connection(RTCPeerConnectionState next) {
        connection = next;
        return merge();
    }

    boolean ice(RTCIceConnectionState next) {
        ice = next;
        return merge();
    }

    /** The other end closed the DTLS connection: nothing brings this one back, whatever ICE says from now on. */
    boolean closedByRemote() {
        closedByRemote = true;
        return merge();
    }

    boolean close() {
        return become(PeerState.CLOSED);
    }

    private boolean merge() {
        if (state == PeerState.CLOSED) {
            return false;
        }
        if (closedByRemote) {
            return become(PeerState.FAILED);
        }
        return become(
                switch (connection) {
                    case NEW -> ice == RTCIceConnectionState.CHECKING ? PeerState.CONNECTING : PeerState.NEW;
                    case CONNECTING -> PeerState.CONNECTING;
                    case FAILED -> PeerState.FAILED;
                    case CLOSED -> PeerState.CLOSED;
                    case DISCONNECTED -> PeerState.DISCONNECTED;
                    case CONNECTED ->
                        switch (ice) {
                            // The other end's farewell shows here first.
                            case DISCONNECTED, CLOSED -> PeerState.DISCONNECTED;
                            case FAILED -> PeerState.FAILED;
                            default -> PeerState.CONNECTED;
                        };
                });
    }

    private boolean become(PeerState next) {
        boolean changed = next != state;
        state = next;
        return changed;
    }
}
