package dev.facewire.rtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCPeerConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Event loops open and close peers: neither may wait for libwebrtc's one signalling thread. */
class PeerThreadIT {
    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private final PeerConnectionObserver holding = new PeerConnectionObserver() {
        @Override
        public void onRenegotiationNeeded() {
            busy.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void onIceCandidate(RTCIceCandidate candidate) {}
    };

    @Test
    void openingAndClosingDontWaitForLibwebrtc() throws Exception {
        RTCPeerConnection other = RtcRuntime.get().factory().createPeerConnection(new RTCConfiguration(), holding);
        try {
            CompletableFuture<Void> holdsTheThread =
                    CompletableFuture.runAsync(() -> other.createDataChannel("any", new RTCDataChannelInit()));
            assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();

            CompletableFuture<Void> closed = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
                Peer peer = Peer.open(new PeerConfig("quick"), new PeerListener() {});
                return peer.closeAsync();
            });
            assertThat(closed).isNotDone();

            released.countDown();
            closed.get(10, TimeUnit.SECONDS);
            holdsTheThread.get(10, TimeUnit.SECONDS);
        } finally {
            released.countDown();
            NativeRelease.closeAndRelease(other);
        }
    }
}
