package dev.facewire.rtc;

import dev.facewire.protocol.error.Fault;
import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What {@link CrashGuardIT} runs, each in a JVM of its own. */
final class CrashCases {
    static final String SURVIVED = "survived";
    private static final long SECONDS = 10;

    private CrashCases() {}

    /** Through our classes: must survive. */
    enum Guarded {
        NO_SOUND_CARD,
        EXCEPTION_IN_A_LISTENER,
        EXCEPTION_AT_AN_ARRIVAL,
        FRAME_PUSHED_TWICE,
        FRAME_READ_AFTER_CLOSE,
        PUSH_AFTER_CLOSE,
        CLOSE_IN_A_LISTENER,
        CLOSE_AT_AN_ARRIVAL,
        CALLS_AFTER_CLOSE,
        NO_COMMON_CODEC,
        GARBAGE_AS_ANSWER
    }

    /** Straight to webrtc-java: must not survive. */
    enum Bare {
        BARE_RELEASED_FRAME_PUSHED,
        BARE_EXCEPTION_IN_A_CALLBACK
    }

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "NO_SOUND_CARD" ->
                Peer.open(new PeerConfig("one"), new PeerListener() {}).close();
            case "EXCEPTION_IN_A_LISTENER" -> throwingListener();
            case "EXCEPTION_AT_AN_ARRIVAL" ->
                arrival(() -> {
                    throw new IllegalStateException("on purpose");
                });
            case "FRAME_PUSHED_TWICE" -> pushedTwice();
            case "FRAME_READ_AFTER_CLOSE" -> readAfterClose();
            case "PUSH_AFTER_CLOSE" -> pushAfterClose();
            case "CLOSE_IN_A_LISTENER" -> closeInListener();
            case "CLOSE_AT_AN_ARRIVAL" -> closeAtArrival();
            case "CALLS_AFTER_CLOSE" -> callsAfterClose();
            case "NO_COMMON_CODEC" -> noCommonCodec();
            case "GARBAGE_AS_ANSWER" -> garbageAsAnswer();
            case "BARE_RELEASED_FRAME_PUSHED" -> bareReleasedFrame();
            case "BARE_EXCEPTION_IN_A_CALLBACK" -> bareException();
            default -> throw new IllegalArgumentException(args[0]);
        }
        LockSupport.parkNanos(500_000_000); // what was broken shows a moment later
        System.out.println(SURVIVED);
        Runtime.getRuntime().halt(0);
    }

    private static PeerPair connected() throws Exception {
        return new PeerPair(VideoSettings.defaults(true)).connect();
    }

    private static void throwingListener() throws Exception {
        Peer peer = Peer.open(new PeerConfig("thrower"), new PeerListener() {
            @Override
            public void onCandidate(dev.facewire.protocol.session.IceCandidate candidate) {
                throw new IllegalStateException("on purpose");
            }
        });
        peer.offer(VideoSettings.defaults(true)).get(SECONDS, TimeUnit.SECONDS);
        LockSupport.parkNanos(500_000_000);
        peer.close();
    }

    private static void arrival(Runnable wake) throws Exception {
        try (PeerPair pair = connected()) {
            pair.node.incoming().onArrival(wake);
            for (int i = 0; i < 20; i++) {
                pair.step(320, 240, 0);
                LockSupport.parkNanos(25_000_000);
            }
            require(pair.node.incoming().arrived() > 2, "frames arrived");
        }
    }

    private static void pushedTwice() throws Exception {
        try (PeerPair pair = connected()) {
            OutgoingFrame frame = pair.client.outgoing().allocate(320, 240);
            pair.client.outgoing().push(frame, 0);
            refused(() -> pair.client.outgoing().push(frame, 0));
            refused(frame::view);
        }
    }

    private static void readAfterClose() throws Exception {
        try (PeerPair pair = connected()) {
            ReceivedFrame received = null;
            for (int i = 0; i < 200 && received == null; i++) {
                OutgoingFrame frame = pair.client.outgoing().allocate(320, 240);
                TestPattern.fill(frame.view(), i);
                pair.client.outgoing().push(frame, 0);
                LockSupport.parkNanos(25_000_000);
                received = pair.node.incoming().take();
            }
            ReceivedFrame closed = received;
            closed.close();
            closed.close();
            refused(closed::view);
        }
    }

    private static void pushAfterClose() throws Exception {
        PeerPair pair = connected();
        FrameSource source = pair.client.outgoing();
        OutgoingFrame frame = source.allocate(320, 240);
        pair.close();
        source.push(frame, 0);
    }

    private static void closeInListener() throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        CompletableFuture<Peer> self = new CompletableFuture<>();
        Peer peer = Peer.open(new PeerConfig("closer"), new PeerListener() {
            @Override
            public void onCandidate(dev.facewire.protocol.session.IceCandidate candidate) {
                CompletableFuture<?> unused = self.join().closeAsync().thenRun(() -> closed.complete(null));
            }
        });
        self.complete(peer);
        peer.offer(VideoSettings.defaults(true)).get(SECONDS, TimeUnit.SECONDS);
        closed.get(SECONDS, TimeUnit.SECONDS);
    }

    private static void closeAtArrival() throws Exception {
        PeerPair pair = connected();
        CountDownLatch asked = new CountDownLatch(1);
        pair.node.incoming().onArrival(() -> {
            CompletableFuture<?> unused = pair.node.closeAsync();
            asked.countDown();
        });
        for (int i = 0; i < 40; i++) {
            OutgoingFrame frame = pair.client.outgoing().allocate(320, 240);
            TestPattern.fill(frame.view(), i);
            pair.client.outgoing().push(frame, 0);
            LockSupport.parkNanos(25_000_000);
        }
        require(asked.await(SECONDS, TimeUnit.SECONDS), "a frame arrived");
        pair.node.closeAsync().get(SECONDS, TimeUnit.SECONDS);
        pair.client.close();
    }

    private static void callsAfterClose() throws Exception {
        PeerPair pair = connected();
        pair.close();
        pair.close();
        for (CompletableFuture<?> call : List.of(
                pair.client.stats(),
                pair.client.restart(VideoSettings.defaults(true)),
                pair.node.addCandidates(List.of()),
                pair.node.setMaxBitrate(1000, 30))) {
            try {
                call.get(SECONDS, TimeUnit.SECONDS);
                throw new AssertionError("a closed peer answered");
            } catch (ExecutionException e) {
                require(e.getCause() instanceof IllegalStateException, "says that it is closed");
            }
        }
    }

    private static void noCommonCodec() throws Exception {
        Peer offerer = Peer.open(new PeerConfig("offerer"), new PeerListener() {});
        Peer answerer = Peer.open(new PeerConfig("answerer"), new PeerListener() {});
        String offer = offerer.offer(VideoSettings.defaults(true)).get(SECONDS, TimeUnit.SECONDS);
        for (String codec : List.of("VP8", "VP9", "H264", "AV1")) {
            offer = offer.replace(" " + codec + "/90000", " X-" + codec + "/90000");
        }
        try {
            answerer.answer(offer, VideoSettings.defaults(false)).get(SECONDS, TimeUnit.SECONDS);
            throw new AssertionError("answered without a codec");
        } catch (ExecutionException e) {
            require(e.getCause() instanceof Fault, "says why");
        }
        answerer.stats().get(SECONDS, TimeUnit.SECONDS);
        answerer.close();
        offerer.close();
    }

    private static void garbageAsAnswer() throws Exception {
        Peer offerer = Peer.open(new PeerConfig("offerer"), new PeerListener() {});
        offerer.offer(VideoSettings.defaults(true)).get(SECONDS, TimeUnit.SECONDS);
        try {
            offerer.acceptAnswer("v=0\r\nm=video 9 \0 garbage\r\n", 1000).get(SECONDS, TimeUnit.SECONDS);
            throw new AssertionError("took garbage");
        } catch (ExecutionException e) {
            require(e.getCause() instanceof Fault, "says why: " + e.getCause());
        }
        offerer.close();
    }

    private static void bareReleasedFrame() throws Exception {
        try (PeerPair pair = connected()) {
            CustomVideoSource source = pair.client.outgoing().source();
            VideoFrame frame = new VideoFrame(NativeI420Buffer.allocate(320, 240), 0, 0);
            frame.release();
            source.pushFrame(frame);
            LockSupport.parkNanos(500_000_000);
        }
    }

    private static void bareException() throws Exception {
        RTCPeerConnection connection = RtcRuntime.get()
                .factory()
                .createPeerConnection(new RTCConfiguration(), new PeerConnectionObserver() {
                    @Override
                    public void onIceCandidate(RTCIceCandidate candidate) {
                        throw new IllegalStateException("on purpose");
                    }
                });
        var track = RtcRuntime.get().factory().createVideoTrack("t", new CustomVideoSource());
        connection.addTrack(track, List.of("s"));
        CompletableFuture<RTCSessionDescription> offer = new CompletableFuture<>();
        connection.createOffer(new RTCOfferOptions(), new CreateSessionDescriptionObserver() {
            @Override
            public void onSuccess(RTCSessionDescription description) {
                offer.complete(description);
            }

            @Override
            public void onFailure(String error) {
                offer.completeExceptionally(new IllegalStateException(error));
            }
        });
        connection.setLocalDescription(offer.get(SECONDS, TimeUnit.SECONDS), new SetSessionDescriptionObserver() {
            @Override
            public void onSuccess() {
                // gathering begins now
            }

            @Override
            public void onFailure(String error) {
                throw new IllegalStateException(error);
            }
        });
        LockSupport.parkNanos(2_000_000_000);
    }

    private static void refused(Runnable call) {
        try {
            call.run();
        } catch (IllegalStateException expected) {
            return;
        }
        throw new AssertionError("not refused");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("expected: " + what);
        }
    }
}
