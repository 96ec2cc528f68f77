package dev.facewire.rtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.session.IceServer;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a peer does that means ill, or that just goes away: with real connections over the machine's own address. */
class HostilePeerIT {
    private static final VideoSettings TRICKLE = VideoSettings.defaults(true);
    private static final VideoSettings ALL_INSIDE = VideoSettings.defaults(false);
    private static final Duration SOON = Duration.ofSeconds(20);

    private static InetAddress here() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst()
                .orElseThrow();
    }

    private static String candidateLines(String sdp) {
        return String.join(
                "\n",
                sdp.lines().filter(line -> line.startsWith("a=candidate:")).toList());
    }

    private static String withoutCandidates(String sdp) {
        return sdp.lines()
                .filter(line -> !line.startsWith("a=candidate:"))
                .reduce("", (text, line) -> text + line + "\r\n");
    }

    private static String ufrag(String sdp) {
        return sdp.lines()
                .filter(line -> line.startsWith("a=ice-ufrag:"))
                .findFirst()
                .orElseThrow()
                .substring("a=ice-ufrag:".length());
    }

    @Test
    void aRestartWithoutTrickleIsAnsweredWithItsOwnCandidates() throws Exception {
        try (PeerPair pair = new PeerPair(ALL_INSIDE).connect()) {
            String offer = pair.client.restart(ALL_INSIDE).get(10, TimeUnit.SECONDS);
            String answer = pair.node.answer(offer, ALL_INSIDE).get(10, TimeUnit.SECONDS);
            assertThat(candidateLines(offer)).contains(" generation 1");
            assertThat(candidateLines(answer)).contains(" generation 1");
        }
    }

    @Test
    void tcpCandidatesAreNeitherOfferedNorFollowed() throws Exception {
        try (ServerSocket stranger = new ServerSocket(0, 1, here());
                PeerPair pair = new PeerPair(ALL_INSIDE)) {
            String tcp = "candidate:7 1 tcp 1518280447 " + here().getHostAddress() + " " + stranger.getLocalPort()
                    + " typ host tcptype passive";
            pair.connect(offer -> offer + "a=" + tcp + " generation 0 ufrag " + ufrag(offer) + "\r\n", answer -> {
                assertThat(candidateLines(answer)).contains(" udp ").doesNotContain(" tcp ");
                return answer;
            });
            pair.node.addCandidates(List.of(new IceCandidate(tcp, "0", 0))).get(10, TimeUnit.SECONDS);
            awaitBack(pair, 320, 240, back -> true);
            stranger.setSoTimeout(1000); // a candidate that is followed is connected to within milliseconds
            assertThatThrownBy(stranger::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void tcpCandidatesAreOfferedWhereTheOperatorAllowsThem() throws Exception {
        MediaOptions withTcp = new MediaOptions(null, true, MediaOptions.ALL_DECODERS);
        try (PeerPair pair =
                new PeerPair(ALL_INSIDE, new PeerConfig("node", List.of(), withTcp), new PeerListener() {})) {
            // where UDP connects at once, libwebrtc gathers no TCP candidates any more
            pair.connect(HostilePeerIT::withoutCandidates, answer -> {
                assertThat(candidateLines(answer)).contains(" tcp ");
                return answer;
            });
        }
    }

    @Test
    void anEndByTheOtherSideIsNoticedAtOnce() throws Exception {
        CompletableFuture<Void> goodbye = new CompletableFuture<>();
        CompletableFuture<Void> failed = new CompletableFuture<>();
        PeerListener atNode = new PeerListener() {
            @Override
            public void onClosedByRemote() {
                goodbye.complete(null);
            }

            @Override
            public void onState(PeerState state) {
                if (state == PeerState.FAILED && goodbye.isDone()) {
                    failed.complete(null);
                }
            }
        };
        try (PeerPair pair = new PeerPair(TRICKLE, new PeerConfig("node"), atNode).connect()) {
            awaitBack(pair, 320, 240, back -> true);
            pair.client.close();
            failed.get(5, TimeUnit.SECONDS); // silence alone takes 15 s
        }
    }

    @Test
    void aCandidateThatCantBeReadIsLeftOutAlone() throws Exception {
        try (PeerPair pair = new PeerPair(ALL_INSIDE)) {
            pair.connect(offer -> withoutCandidates(offer) + "a=candidate:1 1 udp x 10.0.0.9 5000 typ host\r\n");
            pair.node
                    .addCandidates(List.of(
                            candidate("candidate:1 1 udp notANumber 10.0.0.9 5000 typ host"),
                            candidate("candidate:1 1 udp 1 10.0.0.9 99999 typ host"),
                            candidate("candidate:1 1 udp 1 10.0.0.9 5000 typ nonsense"),
                            candidate("candidate:1 1 udp 1 10.0.0.8 5000 typ srflx raddr 10.0.0.7 rport x")))
                    .get(10, TimeUnit.SECONDS);
            awaitBack(pair, 320, 240, back -> true);
        }
    }

    private static IceCandidate candidate(String text) {
        return new IceCandidate(text, "0", 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereNoMediaPortIsFreeTheAnswerSaysSo(boolean trickle) throws Exception {
        VideoSettings settings = VideoSettings.defaults(trickle);
        try (DatagramSocket first = new DatagramSocket(0, here());
                DatagramSocket other = new DatagramSocket(first.getLocalPort() + 1, here())) {
            PortRange taken = new PortRange(first.getLocalPort(), other.getLocalPort());
            MediaOptions options = new MediaOptions(taken, false, MediaOptions.ALL_DECODERS);
            try (PeerPair pair =
                    new PeerPair(settings, new PeerConfig("node", List.of(), options), new PeerListener() {})) {
                String offer = pair.client.offer(settings).get(10, TimeUnit.SECONDS);
                CompletableFuture<String> answer = pair.node.answer(offer, settings);
                assertThatThrownBy(answer::join)
                        .isInstanceOf(CompletionException.class)
                        .cause()
                        .isInstanceOfSatisfying(Fault.class, fault -> {
                            assertThat(fault.code()).isEqualTo(ErrorCode.NO_CAPACITY);
                            assertThat(fault.detail()).contains("--media-ports", "" + taken.first());
                        });
            }
        }
    }

    @Test
    void onlyAllowedDecodersAreAnswered() throws Exception {
        MediaOptions h264 = new MediaOptions(null, false, Set.of("H264"));
        try (PeerPair pair = new PeerPair(ALL_INSIDE, new PeerConfig("node", List.of(), h264), new PeerListener() {})) {
            pair.connect(UnaryOperator.identity(), answer -> {
                assertThat(answer).contains(" H264/90000").doesNotContain("VP8/", "VP9/", "AV1/");
                return answer;
            });
            awaitBack(pair, 320, 240, back -> true);
            assertThat(pair.node.stats().get().codec()).endsWith("H264");
        }
        try (PeerPair pair = new PeerPair(ALL_INSIDE, new PeerConfig("node", List.of(), h264), new PeerListener() {})) {
            String offer =
                    pair.client.offer(ALL_INSIDE).get(10, TimeUnit.SECONDS).replace(" H264/90000", " H265/90000");
            assertThatThrownBy(pair.node.answer(offer, ALL_INSIDE)::join)
                    .cause()
                    .isInstanceOfSatisfying(Fault.class, fault -> {
                        assertThat(fault.code()).isEqualTo(ErrorCode.NO_CODEC);
                        assertThat(fault.detail()).contains("only H264");
                    });
        }
    }

    @Test
    void aServerThatGivesNoCandidateIsTold() throws Exception {
        List<IceServerError> errors = new CopyOnWriteArrayList<>();
        int closed;
        try (ServerSocket port = new ServerSocket(0, 1, here())) {
            closed = port.getLocalPort();
        }
        String url = "turn:" + here().getHostAddress() + ":" + closed + "?transport=tcp";
        PeerConfig config = new PeerConfig("node", List.of(new IceServer(List.of(url), "someone", "secret")), null);
        try (Peer peer = Peer.open(config, new PeerListener() {
            @Override
            public void onIceServerError(IceServerError error) {
                errors.add(error);
            }
        })) {
            peer.offer(TRICKLE).get(10, TimeUnit.SECONDS);
            await().atMost(SOON).until(() -> !errors.isEmpty());
            assertThat(errors.get(0).url()).contains("" + closed);
            assertThat(errors).noneMatch(error -> error.toString().contains("secret"));
        }
    }

    /** The sender scales down by itself where the answer names the largest frame: a hostile one doesn't look there. */
    private static String withoutMaxFrameSize(String answer) {
        return answer.replaceAll(";?max-fs=\\d+", "");
    }

    @ParameterizedTest
    @CsvSource({"2560,1440,1920,1080", "1440,2560,1080,1920"})
    void framesOfLargeCamerasAreScaledDown(int width, int height, int takenWidth, int takenHeight) throws Exception {
        try (PeerPair pair =
                new PeerPair(TRICKLE).connect(UnaryOperator.identity(), HostilePeerIT::withoutMaxFrameSize)) {
            awaitAtNode(
                    pair,
                    width,
                    height,
                    frame -> frame.view().width() == takenWidth && frame.view().height() == takenHeight);
            assertThat(pair.node.incoming().sizeWarning()).contains(width + "x" + height, "scaled");
            assertThat(pair.node.incoming().refused()).isZero();
        }
    }

    @Test
    void framesThatAreFarTooLargeNeverReachTheEngine() throws Exception {
        try (PeerPair pair =
                new PeerPair(TRICKLE).connect(UnaryOperator.identity(), HostilePeerIT::withoutMaxFrameSize)) {
            awaitAtNode(pair, 320, 240, frame -> frame.view().width() == 320);
            awaitAtNode(pair, 4224, 2376, frame -> {
                assertThat(frame.view().width()).isLessThanOrEqualTo(320);
                return pair.node.incoming().refused() > 0 && black(frame);
            });
            assertThat(pair.node.incoming().sizeWarning()).startsWith("FRAME_TOO_LARGE");
            awaitAtNode(pair, 320, 240, frame -> frame.view().width() == 320 && !black(frame));
            assertThat(pair.node.incoming().sizeWarning()).isNull();
        }
    }

    private static boolean black(ReceivedFrame frame) {
        return frame.view().y().get(0) == 16
                && frame.view().y().get(frame.view().strideY() * (frame.view().height() / 2)) == 16;
    }

    private static void awaitAtNode(PeerPair pair, int width, int height, Predicate<ReceivedFrame> as) {
        OutgoingFrame[] frame = new OutgoingFrame[1];
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(40))
                .until(() -> {
                    frame[0] = pair.client.outgoing().allocate(width, height);
                    for (int i = 0; i < frame[0].view().y().capacity(); i++) {
                        frame[0].view().y().put(i, (byte) 90);
                    }
                    pair.client.outgoing().push(frame[0], 0);
                    try (ReceivedFrame received = pair.node.incoming().take()) {
                        return received != null && as.test(received);
                    }
                });
    }

    private static void awaitBack(PeerPair pair, int width, int height, Predicate<ReceivedFrame> as) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(33)).until(() -> {
            pair.step(width, height, 0);
            try (ReceivedFrame back = pair.client.incoming().take()) {
                return back != null && back.view().width() == width && as.test(back);
            }
        });
    }
}
