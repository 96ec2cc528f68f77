package dev.facewire.rtc;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.sdp.CandidateRules;
import dev.facewire.protocol.sdp.MediaSection;
import dev.facewire.protocol.sdp.OfferRules;
import dev.facewire.protocol.sdp.Sdp;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.session.IceServer;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCRtpEncodingParameters;
import dev.onvoid.webrtc.RTCRtpSendParameters;
import dev.onvoid.webrtc.RTCRtpSender;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.media.video.VideoTrack;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * One peer connection that sends one picture and receives one. Everything native happens on the peer's own thread, in
 * the order of the calls; every method returns at once with a future, which fails with a {@link Fault} where the other
 * end is to blame and with an {@link IllegalStateException} once the peer is closed. Owned by who opened it, and closed
 * by them: that gives all native memory back.
 *
 * <p>Either side may begin: {@link #offer} then {@link #acceptAnswer}, or {@link #answer}. A second {@code answer} on
 * the same peer is an ICE restart; the offerer asks for one by {@link #restart}.
 */
public final class Peer implements AutoCloseable {
    private static final String STREAM = "facewire";

    private final PeerThread thread;
    private final MediaOptions options;
    private final FrameBudget budget = FrameBudget.ofPeer();
    private final FrameMailbox incoming = new FrameMailbox(budget);
    private final FrameSource outgoing = new FrameSource(budget);

    // Confined to the thread:
    private final List<IceCandidate> early = new ArrayList<>();
    private final RemoteCandidates candidates;
    /** Null where it could not be made. */
    private Connection connection;

    private boolean remoteSet;
    private VideoTrack sent;
    private RTCRtpSender sender;
    /** The sender if {@code addTrack} made it: that one is ours to give back, {@code getSender}'s are not. */
    private RTCRtpSender added;

    /** The line on which {@link #sent} goes out, once an offer was answered. */
    private String sentMid;

    private VideoTrack received;
    private String receivedMid;

    private Peer(PeerConfig config, PeerListener listener) {
        thread = new PeerThread(config.name());
        options = config.media();
        candidates = new RemoteCandidates(options.iceTcp());
        thread.post(() -> {
            outgoing.open();
            connection = new Connection(config, listener, thread);
        });
    }

    /**
     * Opens a peer. Returns at once, for event loops call it: what libwebrtc has to make is made on the peer's own
     * thread. Only the first one of a JVM starts WebRTC, which takes about 200 ms: {@link RtcRuntime#get()} does it
     * beforehand.
     *
     * @throws RtcUnavailableException where WebRTC can't run here
     */
    public static Peer open(PeerConfig config, PeerListener listener) {
        RtcRuntime.get();
        return new Peer(config, listener);
    }

    /** Runs a task on the peer's thread, where there is a connection. */
    private <T> CompletableFuture<T> call(Callable<T> task) {
        return thread.call(() -> {
            if (connection == null) {
                throw new IllegalStateException("libwebrtc made no connection");
            }
            return task.call();
        });
    }

    /** Offers one video line, both ways. */
    public CompletableFuture<String> offer(VideoSettings settings) {
        return call(() -> {
            if (sent != null) {
                throw new IllegalStateException("this peer has offered before; use restart");
            }
            sent = connection.createTrack(outgoing);
            added = connection.rtc().addTrack(sent, List.of(STREAM));
            sender = added;
            RTCRtpTransceiver transceiver = connection.rtc().getTransceivers()[0];
            connection.prefer(transceiver, settings.codec());
            receiveFrom(transceiver);
            return describeOffer(settings);
        });
    }

    /** Offers again with new ICE credentials: after a change of network. */
    public CompletableFuture<String> restart(VideoSettings settings) {
        return call(() -> {
            connection.rtc().restartIce();
            remoteSet = false;
            return describeOffer(settings);
        });
    }

    /** From the next restart on these STUN and TURN servers are used: passwords for relays don't last as long as calls. */
    public CompletableFuture<Void> iceServers(List<IceServer> servers) {
        return call(() -> {
            connection.iceServers(servers);
            return null;
        });
    }

    private String describeOffer(VideoSettings settings) throws Exception {
        connection.trickle(settings.trickle());
        RTCSessionDescription offer =
                connection.await(done -> connection.rtc().createOffer(new RTCOfferOptions(), done));
        connection.setLocal(offer);
        limit(settings.maxBitrateKbps(), settings.maxFps());
        return settings.trickle() ? offer.sdp : connection.gathered(settings.gatherCap());
    }

    /** Takes the answer to the last offer; {@code startBitrateKbps} as in the offer's settings. */
    public CompletableFuture<Void> acceptAnswer(String sdp, int startBitrateKbps) {
        return call(() -> {
            Sdp answer = Sdp.parse(sdp);
            boolean refused = answer.media().stream()
                    .filter(section -> section.kind().equals("video"))
                    .allMatch(section -> section.port().equals("0"));
            if (refused) {
                throw new Fault(ErrorCode.NO_CODEC, "the other end refused the video");
            }
            connection.setRemote(
                    RTCSdpType.ANSWER,
                    SdpEditor.withStartBitrate(answer, startBitrateKbps).text());
            remoteSet(answer);
            return null;
        });
    }

    /**
     * Answers a stranger's offer: the picture comes in on the line on which they send, and goes back on the first line
     * on which they receive; other lines are refused politely, audio included. A later offer may name other lines.
     *
     * @return the answer; fails with BAD_SDP or NO_CODEC, or with NO_CAPACITY where no media port is free
     */
    public CompletableFuture<String> answer(String offer, VideoSettings settings) {
        return call(() -> {
            Sdp sdp = acceptable(OfferRules.check(offer));
            return describeAnswer(sdp, OfferRules.returnLine(sdp), OfferRules.cameraLine(sdp), settings);
        });
    }

    /** As {@link #answer}, but an offer that only sends is taken too: then nothing goes back (WHIP). */
    public CompletableFuture<String> answerPublisher(String offer, VideoSettings settings) {
        return call(() -> {
            Sdp sdp = acceptable(OfferRules.checkPublished(offer));
            return OfferRules.onlySends(sdp)
                    ? describeAnswer(sdp, null, OfferRules.publishLine(sdp), settings)
                    : describeAnswer(sdp, OfferRules.returnLine(sdp), OfferRules.cameraLine(sdp), settings);
        });
    }

    /** Answers an offer that only receives: the picture goes there, nothing comes in (WHEP). */
    public CompletableFuture<String> answerViewer(String offer, VideoSettings settings) {
        return call(() -> {
            Sdp sdp = SdpEditor.acceptable(OfferRules.checkViewed(offer), options.iceTcp());
            return describeAnswer(sdp, OfferRules.viewLine(sdp), null, settings);
        });
    }

    private Sdp acceptable(Sdp offer) {
        Sdp sdp = SdpEditor.acceptable(offer, options.iceTcp());
        if (options.decodesAll()) {
            return sdp;
        }
        Sdp decodable = SdpEditor.withoutOtherCodecs(sdp, options.decoders());
        if (decodable.media().stream().noneMatch(MediaSection::hasUsableVideoCodec)) {
            throw new Fault(
                    ErrorCode.NO_CODEC,
                    "this worker takes only " + MediaOptions.list(options.decoders())
                            + ", which the offer does not have");
        }
        return decodable;
    }

    /**
     * The answer.
     *
     * @param back the line on which we send, or null
     * @param camera the line on which we receive, or null; may be the same
     */
    private String describeAnswer(Sdp offer, MediaSection back, MediaSection camera, VideoSettings settings)
            throws Exception {
        connection.trickle(settings.trickle());
        leaveRefused(offer);
        connection.setRemote(
                RTCSdpType.OFFER,
                SdpEditor.withStartBitrate(offer, settings.startBitrateKbps()).text());
        shapeLines(back, camera, settings);
        RTCSessionDescription answer =
                connection.await(done -> connection.rtc().createAnswer(new RTCAnswerOptions(), done));
        requireAccepted(answer.sdp, back == null ? camera.mid() : back.mid());
        connection.setLocal(answer);
        remoteSet(offer);
        if (sender != null) {
            limit(settings.maxBitrateKbps(), settings.maxFps());
        }
        connection.requireCandidate(settings.gatherCap());
        String text = settings.trickle() ? answer.sdp : connection.gathered(settings.gatherCap());
        Sdp described = SdpEditor.withStartBitrate(Sdp.parse(text), settings.startBitrateKbps());
        return (camera == null ? described : SdpEditor.withMaxFrameSize(described, FrameLimits.MAX_MACROBLOCKS)).text();
    }

    /**
     * Lets go of lines that the other end now refuses, before libwebrtc hears of it: it stops what belongs to them and
     * forgets it at the end of the negotiation, and calls on it kill the process.
     */
    private void leaveRefused(Sdp offer) {
        Set<String> open = offer.media().stream()
                .filter(section -> !section.port().equals("0"))
                .map(MediaSection::mid)
                .collect(Collectors.toSet());
        if (sentMid != null && !open.contains(sentMid)) {
            sentMid = null;
            sender = null;
        }
        if (receivedMid != null && !open.contains(receivedMid)) {
            receivedMid = null;
            stopReceiving();
        }
    }

    private void shapeLines(MediaSection back, MediaSection camera, VideoSettings settings) {
        for (RTCRtpTransceiver transceiver : connection.rtc().getTransceivers()) {
            String mid = transceiver.getMid();
            if (mid == null || transceiver.stopped()) {
                continue; // its line was refused by the other end: to give it a direction kills the process
            }
            boolean sends = back != null && mid.equals(back.mid());
            boolean receives = camera != null && mid.equals(camera.mid());
            if (sends) {
                sendBack(transceiver, mid, receives, settings);
            } else {
                transceiver.setDirection(
                        receives ? RTCRtpTransceiverDirection.RECV_ONLY : RTCRtpTransceiverDirection.INACTIVE);
            }
            if (receives && !mid.equals(receivedMid)) {
                stopReceiving();
                receivedMid = mid;
                receiveFrom(transceiver);
            }
        }
    }

    /** replaceTrack without setDirection sends nothing, and addTrack fails where a client splits directions. */
    private void sendBack(RTCRtpTransceiver transceiver, String mid, boolean receives, VideoSettings settings) {
        if (sent == null) {
            sent = connection.createTrack(outgoing);
        }
        if (!mid.equals(sentMid)) {
            sentMid = mid;
            sender = transceiver.getSender();
            sender.replaceTrack(sent);
            sender.setStreams(List.of(STREAM));
            connection.prefer(transceiver, settings.codec());
        }
        transceiver.setDirection(
                receives ? RTCRtpTransceiverDirection.SEND_RECV : RTCRtpTransceiverDirection.SEND_ONLY);
    }

    private void receiveFrom(RTCRtpTransceiver transceiver) {
        if (received == null && transceiver.getReceiver().getTrack() instanceof VideoTrack track) {
            received = track;
            track.addSink(incoming);
        }
    }

    private void stopReceiving() {
        if (received != null) {
            received.removeSink(incoming);
            received = null;
        }
    }

    /** After setLocal a call on a line that was refused for want of a codec kills the process: so look before. */
    private static void requireAccepted(String answer, String mid) {
        boolean accepted = Sdp.parse(answer).media().stream()
                .filter(section -> section.mid().equals(mid))
                .map(MediaSection::port)
                .anyMatch(port -> !port.equals("0"));
        if (!accepted) {
            throw new Fault(ErrorCode.NO_CODEC, "no video codec in common with the offer");
        }
    }

    private void remoteSet(Sdp described) {
        remoteSet = true;
        candidates.described(described);
        early.forEach(this::follow);
        early.clear();
    }

    private void follow(IceCandidate candidate) {
        if (candidates.take(candidate.candidate())) {
            connection.addCandidate(candidate);
        }
    }

    /** Encodings exist only once the local description is set. */
    private void limit(int kbps, int fps) {
        RTCRtpSendParameters parameters = sender.getParameters();
        if (parameters.encodings.isEmpty()) {
            return;
        }
        for (RTCRtpEncodingParameters encoding : parameters.encodings) {
            encoding.maxBitrate = kbps * 1000;
            encoding.maxFramerate = (double) fps;
        }
        sender.setParameters(parameters);
    }

    /**
     * The other end's candidates, at any time: early ones wait. Left out are those that must not be followed
     * ({@link CandidateRules}), that can't be read, or that are too many.
     */
    public CompletableFuture<Void> addCandidates(List<IceCandidate> added) {
        return call(() -> {
            for (IceCandidate candidate : added) {
                if (remoteSet) {
                    follow(candidate);
                } else if (early.size() < CandidateRules.MAX_CANDIDATES
                        && CandidateRules.usable(candidate.candidate(), options.iceTcp())) {
                    early.add(candidate);
                }
            }
            return null;
        });
    }

    /** The freshest frame that came in. */
    public FrameMailbox incoming() {
        return incoming;
    }

    /** Where frames to send go in. */
    public FrameSource outgoing() {
        return outgoing;
    }

    public CompletableFuture<PeerStats> stats() {
        return call(() -> StatsReader.read(connection.stats()));
    }

    /** Changes the most that is sent, while live. */
    public CompletableFuture<Void> setMaxBitrate(int kbps, int maxFps) {
        return call(() -> {
            if (sender != null) {
                limit(kbps, maxFps);
            }
            return null;
        });
    }

    /**
     * Closes and gives all native memory back; a second call gets the first one's future. Returns at once: an event loop
     * may call it while a frame is being pushed.
     */
    public CompletableFuture<Void> closeAsync() {
        outgoing.shut();
        return thread.finish(() -> {
            try {
                stopReceiving();
            } finally {
                incoming.close();
                if (connection != null) {
                    connection.close(added);
                }
                if (sent != null) {
                    sent.dispose();
                }
                outgoing.dispose();
            }
        });
    }

    /** {@link #closeAsync()}, and waits; not from a {@link PeerListener}. */
    @Override
    public void close() {
        closeAsync().join();
    }
}
