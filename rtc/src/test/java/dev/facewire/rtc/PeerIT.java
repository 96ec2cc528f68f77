package dev.facewire.rtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facewire.protocol.sdp.Sdp;
import dev.facewire.protocol.session.IceServer;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real connections over the machine's own address. */
class PeerIT {
    private static final VideoSettings SETTINGS = VideoSettings.defaults(true);

    @ParameterizedTest
    @CsvSource({"VP8,640,480,true", "VP8,641,481,false", "H264,640,480,true", "VP9,320,240,true"})
    void framesGoThereAndBack(String codec, int width, int height, boolean trickle) throws Exception {
        VideoSettings settings = new VideoSettings(codec, 2500, 5000, 60, trickle, VideoSettings.DEFAULT_GATHER_CAP);
        try (PeerPair pair = new PeerPair(settings).connect()) {
            awaitBack(pair, width, height, 0, PeerIT::sharp);
            assertThat(pair.client.stats().get().codec()).endsWith(codec);
        }
    }

    @Test
    void theSizeMayChangeInMidStream() throws Exception {
        try (PeerPair pair = new PeerPair(SETTINGS).connect()) {
            awaitBack(pair, 640, 480, 0, PeerIT::sharp);
            awaitBack(pair, 322, 242, 0, PeerIT::sharp);
            awaitBack(pair, 800, 600, 0, PeerIT::sharp);
        }
    }

    @Test
    void rotationPassesThrough() throws Exception {
        try (PeerPair pair = new PeerPair(SETTINGS).connect()) {
            awaitBack(pair, 320, 240, 90, back -> back.rotation() == 90);
        }
    }

    @Test
    void theLastFrameCanBeSentAgainAndStaysWhatItWas() throws Exception {
        try (PeerPair pair = new PeerPair(SETTINGS).connect()) {
            pair.node.outgoing().repeat(); // nothing yet
            awaitBack(pair, 640, 480, 0, PeerIT::sharp);
            long pushed = pair.node.outgoing().pushed();
            long before = pair.client.incoming().arrived();
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(33))
                    .until(() -> {
                        pair.node.outgoing().repeat();
                        return pair.client.incoming().arrived() > before + 20;
                    });
            try (ReceivedFrame back = pair.client.incoming().take()) {
                assertThat(back).isNotNull();
                assertThat(sharp(back)).isTrue();
            }
            assertThat(pair.node.outgoing().pushed()).isEqualTo(pushed);
            awaitBack(pair, 640, 480, 0, PeerIT::sharp);
            pair.node.close();
            pair.node.outgoing().repeat();
        }
    }

    @Test
    void mediaGoesOnAfterAnIceRestart() throws Exception {
        try (PeerPair pair = new PeerPair(SETTINGS).connect()) {
            awaitBack(pair, 320, 240, 0, PeerIT::sharp);
            restart(pair);
            awaitBackAfterRestart(pair);
        }
    }

    private static void restart(PeerPair pair) throws Exception {
        String offer = pair.client.restart(SETTINGS).get(10, TimeUnit.SECONDS);
        String answer = pair.node.answer(offer, SETTINGS).get(10, TimeUnit.SECONDS);
        pair.client.acceptAnswer(answer, SETTINGS.startBitrateKbps()).get(10, TimeUnit.SECONDS);
    }

    private static void awaitBackAfterRestart(PeerPair pair) throws Exception {
        long before = pair.client.incoming().arrived();
        awaitBack(
                pair, 320, 240, 0, back -> sharp(back) && pair.client.incoming().arrived() > before + 10);
    }

    @Test
    void aRestartAsksTheServersThatWereNamedForIt() throws Exception {
        InetAddress here = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst()
                .orElseThrow();
        try (DatagramSocket stun = new DatagramSocket(0, here);
                PeerPair pair = new PeerPair(SETTINGS).connect()) {
            stun.setSoTimeout(10_000);
            awaitBack(pair, 320, 240, 0, PeerIT::sharp);
            String url = "stun:" + here.getHostAddress() + ":" + stun.getLocalPort();
            pair.node
                    .iceServers(List.of(new IceServer(List.of(url), null, null)))
                    .get(10, TimeUnit.SECONDS);
            restart(pair);
            DatagramPacket asked = new DatagramPacket(new byte[1500], 1500);
            stun.receive(asked); // or fails in time
            assertThat(asked.getData()).startsWith(0, 1); // a binding request, RFC 8489 section 5
            awaitBackAfterRestart(pair);
        }
    }

    /** aiortc's audio and video number a header extension alike, which libwebrtc refuses: the editor sees to it. */
    @Test
    void soundBesideThePictureIsAnsweredAndNotTaken() throws Exception {
        try (PeerPair pair = new PeerPair(VideoSettings.defaults(false))) {
            String offer = pair.client.offer(VideoSettings.defaults(false)).get(10, TimeUnit.SECONDS);
            String withSound = offer.replaceFirst("a=group:BUNDLE 0", "a=group:BUNDLE 0 sound")
                    + line(
                            offer,
                            "m=audio 9 UDP/TLS/RTP/SAVPF 111",
                            "sound",
                            "a=extmap:2 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\na=rtpmap:111 opus/48000/2");
            Sdp answer = Sdp.parse(
                    pair.node.answer(withSound, VideoSettings.defaults(false)).get(10, TimeUnit.SECONDS));
            assertThat(answer.media()).hasSize(2);
            assertThat(answer.media().get(0).direction().sends()).isTrue();
            assertThat(answer.media().get(1).kind()).isEqualTo("audio");
            assertThat(answer.media().get(1).direction().sends()).isFalse();
            assertThat(answer.media().get(1).direction().receives()).isFalse();
        }
    }

    /** The old Python sender's shape: two video lines, both of them both ways. */
    @Test
    void ofTwoVideoLinesTheFirstIsUsedAndTheSecondIsInactive() throws Exception {
        try (PeerPair pair = new PeerPair(VideoSettings.defaults(false))) {
            String offer = pair.client.offer(VideoSettings.defaults(false)).get(10, TimeUnit.SECONDS);
            String two = offer.replaceFirst("a=group:BUNDLE 0", "a=group:BUNDLE 0 second")
                    + line(offer, "m=video 9 UDP/TLS/RTP/SAVPF 96", "second", "a=rtpmap:96 VP8/90000");
            Sdp answer = Sdp.parse(
                    pair.node.answer(two, VideoSettings.defaults(false)).get(10, TimeUnit.SECONDS));
            assertThat(answer.media().get(0).direction().sends()).isTrue();
            assertThat(answer.media().get(0).direction().receives()).isTrue();
            assertThat(answer.media().get(1).direction().sends()).isFalse();
            assertThat(answer.media().get(1).direction().receives()).isFalse();
        }
    }

    @Test
    void aPeerMayBeClosedWhileItConnects() throws Exception {
        for (int i = 0; i < 5; i++) {
            PeerPair pair = new PeerPair(SETTINGS);
            String offer = pair.client.offer(SETTINGS).get(10, TimeUnit.SECONDS);
            var answering = pair.node.answer(offer, SETTINGS);
            pair.close();
            assertThat(answering).isDone();
        }
    }

    @Test
    void candidatesOfStrangersAreSortedOut() throws Exception {
        try (PeerPair pair = new PeerPair(SETTINGS).connect()) {
            pair.node
                    .addCandidates(java.util.List.of(
                            candidate("127.0.0.1"), candidate("printer.example"), candidate("fe80::1")))
                    .get(10, TimeUnit.SECONDS);
            awaitBack(pair, 320, 240, 0, PeerIT::sharp);
        }
    }

    private static dev.facewire.protocol.session.IceCandidate candidate(String address) {
        return new dev.facewire.protocol.session.IceCandidate(
                "candidate:9 1 udp 1 " + address + " 22 typ host", "0", 0);
    }

    /** A further line of an offer, bundled with its first. */
    private static String line(String offer, String head, String mid, String attributes) {
        return String.join(
                "\r\n",
                head,
                "c=IN IP4 0.0.0.0",
                "a=mid:" + mid,
                attribute(offer, "a=ice-ufrag:"),
                attribute(offer, "a=ice-pwd:"),
                attribute(offer, "a=fingerprint:"),
                "a=setup:actpass",
                "a=sendrecv",
                "a=rtcp-mux",
                attributes,
                "");
    }

    private static String attribute(String sdp, String prefix) {
        return sdp.lines().filter(line -> line.startsWith(prefix)).findFirst().orElseThrow();
    }

    private static boolean sharp(ReceivedFrame back) {
        return TestPattern.psnr(back.view(), TestPattern.read(back.view())) > 25;
    }

    private static void awaitBack(PeerPair pair, int width, int height, int rotation, Predicate<ReceivedFrame> as) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(33))
                .until(() -> {
                    pair.step(width, height, rotation);
                    try (ReceivedFrame back = pair.client.incoming().take()) {
                        return back != null && back.view().width() == width && as.test(back);
                    }
                });
    }
}
