package dev.facewire.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onvoid.webrtc.RTCIceConnectionState;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import org.junit.jupiter.api.Test;

class StateMergeTest {
    private final StateMerge states = new StateMerge();

    @Test
    void aFarewellShowsInTheIceStateFirst() {
        states.connection(RTCPeerConnectionState.CONNECTED);
        assertThat(states.ice(RTCIceConnectionState.CONNECTED)).isFalse();
        assertThat(states.state()).isEqualTo(PeerState.CONNECTED);

        assertThat(states.ice(RTCIceConnectionState.DISCONNECTED)).isTrue();
        assertThat(states.state()).isEqualTo(PeerState.DISCONNECTED);

        assertThat(states.ice(RTCIceConnectionState.CONNECTED))
                .as("it recovers")
                .isTrue();
        assertThat(states.state()).isEqualTo(PeerState.CONNECTED);
    }

    @Test
    void failureOfEitherIsFailure() {
        states.connection(RTCPeerConnectionState.FAILED);
        assertThat(states.state()).isEqualTo(PeerState.FAILED);
    }

    @Test
    void closedIsTheEnd() {
        assertThat(states.close()).isTrue();
        assertThat(states.connection(RTCPeerConnectionState.CONNECTED)).isFalse();
        assertThat(states.close()).isFalse();
        assertThat(states.state()).isEqualTo(PeerState.CLOSED);
    }

    @Test
    void nothingBringsBackWhatTheOtherEndClosed() {
        states.connection(RTCPeerConnectionState.CONNECTED);
        assertThat(states.closedByRemote()).isTrue();
        assertThat(states.ice(RTCIceConnectionState.CONNECTED)).isFalse();
        assertThat(states.state()).isEqualTo(PeerState.FAILED);
        assertThat(states.closedByRemote()).isFalse();
    }
}
