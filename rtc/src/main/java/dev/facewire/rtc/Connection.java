package dev.facewire.rtc;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.sdp.Sdp;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.session.IceServer;
import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.PortAllocatorConfig;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceConnectionState;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCIceServer;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionIceErrorEvent;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpCodecCapability;
import dev.onvoid.webrtc.RTCRtpSender;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.MediaType;
import dev.onvoid.webrtc.media.video.VideoTrack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native connection of a {@link Peer} and its callbacks. Called on the peer's thread alone; callbacks come on
 * libwebrtc's and only post to that thread, for an exception that reaches native code, or a {@code close()} within a
 * callback, ends the process.
 */
final class Connection {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);
    /** libwebrtc answers in milliseconds; longer means that it is stuck. */
    private static final long NATIVE_TIMEOUT_SECONDS = 10;

    private final PeerConfig config;
    private final PeerThread thread;
    private final PeerListener listener;
    private final RTCPeerConnection rtc;
    private final StateMerge states = new StateMerge();
    private final Gathering gathering = new Gathering();
    private boolean trickle;

    Connection(PeerConfig config, PeerListener listener, PeerThread thread) {
        this.config = config;
        this.thread = thread;
        this.listener = listener;
        this.rtc = RtcRuntime.get().factory().createPeerConnection(configuration(config), new Callbacks());
        if (rtc == null) {
            throw new IllegalStateException("libwebrtc made no connection");
        }
    }

    private static RTCConfiguration configuration(PeerConfig config) {
        RTCConfiguration configuration = new RTCConfiguration();
        for (IceServer server : config.iceServers()) {
            RTCIceServer ice = new RTCIceServer();
            ice.urls = new ArrayList<>(server.urls());
            ice.username = server.username();
            ice.password = server.credential();
            configuration.iceServers.add(ice);
        }
        PortAllocatorConfig allocator = new PortAllocatorConfig();
        allocator.setDisableTcp(!config.media().iceTcp());
        if (config.media().ports() != null) {
            allocator.minPort = config.media().ports().first();
            allocator.maxPort = config.media().ports().last();
        }
        configuration.portAllocatorConfig = allocator;
        return configuration;
    }

    /** For the next gathering of candidates. */
    void iceServers(List<IceServer> servers) {
        rtc.setConfiguration(configuration(new PeerConfig(config.name(), servers, config.media())));
    }

    RTCPeerConnection rtc() {
        return rtc;
    }

    void trickle(boolean on) {
        trickle = on;
    }

    VideoTrack createTrack(FrameSource source) {
        return RtcRuntime.get().factory().createVideoTrack("video", source.source());
    }

    /** Puts a codec first and leaves the others behind it. */
    void prefer(RTCRtpTransceiver transceiver, String codec) {
        List<RTCRtpCodecCapability> codecs = new ArrayList<>(RtcRuntime.get()
                .factory()
                .getRtpReceiverCapabilities(MediaType.VIDEO)
                .getCodecs());
        codecs.sort(Comparator.comparingInt(c -> c.getName().equalsIgnoreCase(codec) ? 0 : 1));
        transceiver.setCodecPreferences(codecs);
    }

    /** Waits for libwebrtc to create a description. */
    RTCSessionDescription await(Consumer<CreateSessionDescriptionObserver> create) throws Exception {
        CompletableFuture<RTCSessionDescription> created = new CompletableFuture<>();
        create.accept(new CreateSessionDescriptionObserver() {
            @Override
            public void onSuccess(RTCSessionDescription description) {
                created.complete(description);
            }

            @Override
            public void onFailure(String error) {
                created.completeExceptionally(new Fault(ErrorCode.BAD_SDP, "not acceptable: " + error));
            }
        });
        return get(created);
    }

    void setLocal(RTCSessionDescription description) throws Exception {
        gathering.begin(Sdp.parse(description.sdp).iceUfrag());
        Setting setting = new Setting();
        rtc.setLocalDescription(description, setting);
        get(setting.done);
    }

    void setRemote(RTCSdpType type, String sdp) throws Exception {
        Setting setting = new Setting();
        try {
            rtc.setRemoteDescription(new RTCSessionDescription(type, sdp), setting);
        } catch (Error unreadable) { // thrown bare for text that it can't parse
            throw new Fault(ErrorCode.BAD_SDP, "not a session description that WebRTC can read");
        }
        get(setting.done);
    }

    /**
     * Waits for candidates, but not longer than the cap (an unreachable STUN or TURN server takes over 12 s), and returns
     * the local description with what is there.
     */
    String gathered(Duration cap) throws Exception {
        gathering.awaitAll(cap);
        return rtc.getLocalDescription().sdp;
    }

    /**
     * Makes sure that media can come in at all, which shows in milliseconds.
     *
     * @throws Fault NO_CAPACITY where there is neither a port nor a relay
     */
    void requireCandidate(Duration cap) throws Exception {
        gathering.awaitFirst(cap);
        if (gathering.isEmpty()) {
            PortRange ports = config.media().ports();
            throw new Fault(
                    ErrorCode.NO_CAPACITY,
                    ports == null
                            ? "this worker has no network address for media but loopback"
                            : "no media port of " + ports.first() + "-" + ports.last()
                                    + " is free on this worker; see --media-ports");
        }
    }

    /** One that libwebrtc can't read is left out; the address of a client does not belong into logs. */
    void addCandidate(IceCandidate candidate) {
        int index = candidate.sdpMLineIndex() == null ? 0 : candidate.sdpMLineIndex();
        String mid = candidate.sdpMid() == null ? "" : candidate.sdpMid();
        try {
            rtc.addIceCandidate(new RTCIceCandidate(mid, index, candidate.candidate()));
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Error unreadable) { // thrown bare for text that it can't parse
            log.debug("peer {}: left out a candidate that WebRTC can't read", config.name());
        }
    }

    /** Has the other end closed the DTLS connection? Only statistics know. */
    boolean closedByRemote() throws Exception {
        return StatsReader.dtlsClosed(stats());
    }

    RTCStatsReport stats() throws Exception {
        CompletableFuture<RTCStatsReport> report = new CompletableFuture<>();
        rtc.getStats(report::complete);
        return get(report);
    }

    /** The last call: closes, then gives back the connection and the sender that {@code addTrack} returned, if any. */
    void close(RTCRtpSender added) {
        NativeRelease.closeAndRelease(rtc);
        if (added != null) {
            NativeRelease.release(added);
        }
        if (states.close()) {
            listener.onState(PeerState.CLOSED);
        }
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        try {
            return future.get(NATIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static final class Setting implements SetSessionDescriptionObserver {
        final CompletableFuture<Void> done = new CompletableFuture<>();

        @Override
        public void onSuccess() {
            done.complete(null);
        }

        @Override
        public void onFailure(String error) {
            done.completeExceptionally(new Fault(ErrorCode.BAD_SDP, "not acceptable: " + error));
        }
    }

    /** On libwebrtc's signalling thread, which all peers share: only posts. {@code post} never throws. */
    private final class Callbacks implements PeerConnectionObserver {
        @Override
        public void onIceCandidate(RTCIceCandidate candidate) {
            gathering.candidate(candidate.sdp);
            thread.post(() -> {
                if (trickle) {
                    listener.onCandidate(new IceCandidate(candidate.sdp, candidate.sdpMid, candidate.sdpMLineIndex));
                }
            });
        }

        @Override
        public void onIceGatheringChange(RTCIceGatheringState state) {
            if (state == RTCIceGatheringState.COMPLETE) {
                gathering.complete();
            }
        }

        @Override
        public void onIceCandidateError(RTCPeerConnectionIceErrorEvent event) {
            IceServerError error = new IceServerError(event.getUrl(), event.getErrorCode(), event.getErrorText());
            thread.post(() -> {
                IceErrorLog.report(error);
                listener.onIceServerError(error);
            });
        }

        @Override
        public void onConnectionChange(RTCPeerConnectionState state) {
            thread.post(() -> report(states.connection(state)));
        }

        @Override
        public void onIceConnectionChange(RTCIceConnectionState state) {
            thread.post(() -> {
                if (state == RTCIceConnectionState.DISCONNECTED) {
                    lookForGoodbye();
                }
                report(states.ice(state));
            });
        }

        /** A DTLS alert makes the ICE state DISCONNECTED at once, and so does silence after some seconds: which is it? */
        private void lookForGoodbye() {
            try {
                if (closedByRemote() && states.closedByRemote()) {
                    listener.onClosedByRemote();
                    listener.onState(states.state());
                }
            } catch (Exception e) {
                log.debug("peer {}: no statistics: {}", config.name(), e.toString());
            }
        }

        private void report(boolean changed) {
            if (changed) {
                listener.onState(states.state());
            }
        }
    }
}
