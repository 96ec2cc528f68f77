package dev.facewire.rtc;

import static org.awaitility.Awaitility.await;

import dev.facewire.protocol.session.IceCandidate;
import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import dev.onvoid.webrtc.media.video.VideoTrack;
import dev.onvoid.webrtc.media.video.VideoTrackSink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A client that offers again with other lines, as browsers do whose page takes a transceiver out of use. */
class ReofferIT {
    private static final VideoSettings SETTINGS = VideoSettings.defaults(false);

    private final AtomicInteger returned = new AtomicInteger();
    private final VideoTrackSink counting = frame -> {
        frame.release();
        returned.incrementAndGet();
    };

    @Test
    void thePictureGoesBackOnTheLineThatTheLastOfferNames() throws Exception {
        try (Peer node = Peer.open(new PeerConfig("node"), new PeerListener() {})) {
            CustomVideoSource source = new CustomVideoSource();
            RTCPeerConnection client = RtcRuntime.get()
                    .factory()
                    .createPeerConnection(new RTCConfiguration(), new PeerConnectionObserver() {
                        @Override
                        public void onIceCandidate(RTCIceCandidate candidate) {
                            CompletableFuture<Void> unused = node.addCandidates(List.of(
                                    new IceCandidate(candidate.sdp, candidate.sdpMid, candidate.sdpMLineIndex)));
                        }
                    });
            VideoTrack track = RtcRuntime.get().factory().createVideoTrack("camera", source);
            try {
                RTCRtpTransceiver first = client.addTransceiver(track, bothWays());
                negotiate(client, node);
                awaitReturned(source, node, first);

                first.setDirection(RTCRtpTransceiverDirection.INACTIVE);
                RTCRtpTransceiver second = client.addTransceiver(track, bothWays());
                negotiate(client, node);
                awaitReturned(source, node, second);

                first.stop(); // its line is refused from now on, and may be used again by another
                negotiate(client, node);
                RTCRtpTransceiver third = client.addTransceiver(track, bothWays());
                second.setDirection(RTCRtpTransceiverDirection.INACTIVE);
                negotiate(client, node);
                awaitReturned(source, node, third);
            } finally {
                NativeRelease.closeAndRelease(client);
            }
        }
    }

    private static RTCRtpTransceiverInit bothWays() {
        RTCRtpTransceiverInit init = new RTCRtpTransceiverInit();
        init.direction = RTCRtpTransceiverDirection.SEND_RECV;
        return init;
    }

    private static void negotiate(RTCPeerConnection client, Peer node) throws Exception {
        CompletableFuture<RTCSessionDescription> offer = new CompletableFuture<>();
        client.createOffer(new RTCOfferOptions(), new CreateSessionDescriptionObserver() {
            @Override
            public void onSuccess(RTCSessionDescription description) {
                offer.complete(description);
            }

            @Override
            public void onFailure(String error) {
                offer.completeExceptionally(new IllegalStateException(error));
            }
        });
        RTCSessionDescription description = offer.get(10, TimeUnit.SECONDS);
        Setting local = new Setting();
        client.setLocalDescription(description, local);
        local.done.get(10, TimeUnit.SECONDS);
        String answer = node.answer(description.sdp, SETTINGS).get(10, TimeUnit.SECONDS);
        Setting remote = new Setting();
        client.setRemoteDescription(new RTCSessionDescription(RTCSdpType.ANSWER, answer), remote);
        remote.done.get(10, TimeUnit.SECONDS);
    }

    private static final class Setting implements SetSessionDescriptionObserver {
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        @Override
        public void onSuccess() {
            done.complete(null);
        }

        @Override
        public void onFailure(String error) {
            done.completeExceptionally(new IllegalStateException(error));
        }
    }

    private void awaitReturned(CustomVideoSource source, Peer node, RTCRtpTransceiver line) {
        VideoTrack back = (VideoTrack) line.getReceiver().getTrack();
        back.addSink(counting);
        int before = returned.get();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(33))
                .until(() -> {
                    VideoFrame frame = new VideoFrame(NativeI420Buffer.allocate(320, 240), System.nanoTime());
                    source.pushFrame(frame);
                    frame.release();
                    echo(node);
                    return returned.get() > before + 5;
                });
        back.removeSink(counting);
    }

    private static void echo(Peer node) {
        try (ReceivedFrame frame = node.incoming().take()) {
            if (frame != null) {
                OutgoingFrame copy = node.outgoing()
                        .allocate(frame.view().width(), frame.view().height());
                frame.view().copyTo(copy.view());
                node.outgoing().push(copy, 0);
            }
        }
    }
}
