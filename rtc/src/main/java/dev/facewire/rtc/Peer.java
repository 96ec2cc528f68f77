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
import java.util.concurrent.CompletableFuture;

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
    private final Connection connection;
    private final FrameMailbox incoming = new FrameMailbox();
    private final FrameSource outgoing = new FrameSource();

    // Confined to the thread:
    private final List<IceCandidate> early = new ArrayList<>();
    private boolean remoteSet;
    private VideoTrack sent;
    private RTCRtpSender sender;
    /** The sender if {@code addTrack} made it: that one is ours to give back, {@code getSender}'s are not. */
    private RTCRtpSender added;

    private VideoTrack received;

    private Peer(PeerConfig config, PeerListener listener) {
        thread = new PeerThread(config.name());
        connection = new Connection(config, listener, thread);
    }

    /**
     * Opens a peer; the first one of a JVM starts WebRTC, which takes about 200 ms.
     *
     * @throws RtcUnavailableException where WebRTC can't run here
     */
    public static Peer open(PeerConfig config, PeerListener listener) {
        RtcRuntime.get();
        return new Peer(config, listener);
    }

    /** Offers one video line, both ways. */
    public CompletableFuture<String> offer(VideoSettings settings) {
        return thread.call(() -> {
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
        return thread.call(() -> {
            connection.rtc().restartIce();
            remoteSet = false;
            return describeOffer(settings);
        });
    }

    /** From the next restart on these STUN and TURN servers are used: passwords for relays don't last as long as calls. */
    public CompletableFuture<Void> iceServers(List<IceServer> servers) {
        return thread.call(() -> {
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
        return thread.call(() -> {
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
            remoteSet();
            return null;
        });
    }

    /**
     * Answers a stranger's offer: the picture comes in on the line on which they send, and goes back on the first line
     * on which they receive; other lines are refused politely, audio included.
     *
     * @return the answer; fails with BAD_SDP or NO_CODEC
     */
    public CompletableFuture<String> answer(String offer, VideoSettings settings) {
        return thread.call(() -> {
            Sdp sdp = SdpEditor.acceptable(OfferRules.check(offer));
            return describeAnswer(sdp, OfferRules.returnLine(sdp), OfferRules.cameraLine(sdp), settings);
        });
    }

    /** As {@link #answer}, but an offer that only sends is taken too: then nothing goes back (WHIP). */
    public CompletableFuture<String> answerPublisher(String offer, VideoSettings settings) {
        return thread.call(() -> {
            Sdp sdp = SdpEditor.acceptable(OfferRules.checkPublished(offer));
            return OfferRules.onlySends(sdp)
                    ? describeAnswer(sdp, null, OfferRules.publishLine(sdp), settings)
                    : describeAnswer(sdp, OfferRules.returnLine(sdp), OfferRules.cameraLine(sdp), settings);
        });
    }

    /** Answers an offer that only receives: the picture goes there, nothing comes in (WHEP). */
    public CompletableFuture<String> answerViewer(String offer, VideoSettings settings) {
        return thread.call(() -> {
            Sdp sdp = SdpEditor.acceptable(OfferRules.checkViewed(offer));
            return describeAnswer(sdp, OfferRules.viewLine(sdp), null, settings);
        });
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
        connection.setRemote(
                RTCSdpType.OFFER,
                SdpEditor.withStartBitrate(offer, settings.startBitrateKbps()).text());
        shapeLines(back, camera, settings);
        RTCSessionDescription answer =
                connection.await(done -> connection.rtc().createAnswer(new RTCAnswerOptions(), done));
        requireAccepted(answer.sdp, back == null ? camera.mid() : back.mid());
        connection.setLocal(answer);
        remoteSet();
        if (sender != null) {
            limit(settings.maxBitrateKbps(), settings.maxFps());
        }
        String text = settings.trickle() ? answer.sdp : connection.gathered(settings.gatherCap());
        return SdpEditor.withStartBitrate(Sdp.parse(text), settings.startBitrateKbps())
                .text();
    }

    private void shapeLines(MediaSection back, MediaSection camera, VideoSettings settings) {
        for (RTCRtpTransceiver transceiver : connection.rtc().getTransceivers()) {
            String mid = transceiver.getMid();
            boolean sends = back != null && mid.equals(back.mid());
            boolean receives = camera != null && mid.equals(camera.mid());
            if (sends) {
                sendBack(transceiver, receives, settings);
            } else {
                transceiver.setDirection(
                        receives ? RTCRtpTransceiverDirection.RECV_ONLY : RTCRtpTransceiverDirection.INACTIVE);
            }
            if (receives) {
                receiveFrom(transceiver);
            }
        }
    }

    /** replaceTrack without setDirection sends nothing, and addTrack fails where a client splits directions. */
    private void sendBack(RTCRtpTransceiver transceiver, boolean receives, VideoSettings settings) {
        if (sent == null) {
            sent = connection.createTrack(outgoing);
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

    private void remoteSet() {
        remoteSet = true;
        early.forEach(connection::addCandidate);
        early.clear();
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

    /** The other end's candidates, at any time: early ones wait. Those that must not be followed are left out. */
    public CompletableFuture<Void> addCandidates(List<IceCandidate> candidates) {
        return thread.call(() -> {
            for (IceCandidate candidate : candidates) {
                if (!CandidateRules.usable(candidate.candidate())) {
                    continue;
                }
                if (remoteSet) {
                    connection.addCandidate(candidate);
                } else if (early.size() < OfferRules.MAX_CANDIDATES) {
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
        return thread.call(() -> StatsReader.read(connection.stats()));
    }

    /** Changes the most that is sent, while live. */
    public CompletableFuture<Void> setMaxBitrate(int kbps, int maxFps) {
        return thread.call(() -> {
            if (sender != null) {
                limit(kbps, maxFps);
            }
            return null;
        });
    }

    /** Closes and gives all native memory back; a second call gets the first one's future. */
    public CompletableFuture<Void> closeAsync() {
        outgoing.close();
        return thread.finish(() -> {
            try {
                if (received != null) {
                    received.removeSink(incoming);
                }
            } finally {
                incoming.close();
                connection.close(added);
                if (sent != null) {
                    sent.dispose();
                }
                outgoing.source().dispose();
            }
        });
    }

    /** {@link #closeAsync()}, and waits; not from a {@link PeerListener}. */
    @Override
    public void close() {
        closeAsync().join();
    }
}
