package dev.facewire.client.session;

import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.picture.FrameSize;
import dev.facewire.media.I420Frame;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.session.IceServer;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.rtc.MediaOptions;
import dev.facewire.rtc.OutgoingFrame;
import dev.facewire.rtc.Peer;
import dev.facewire.rtc.PeerConfig;
import dev.facewire.rtc.PeerListener;
import dev.facewire.rtc.PeerState;
import dev.facewire.rtc.ReceivedFrame;
import dev.facewire.rtc.RtcUnavailableException;
import dev.facewire.rtc.VideoSettings;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The media connection by WebRTC. Owns its peer. */
public final class RtcLink implements MediaLink {
    /** So long a reader waits at most, which is how soon it notices that it should stop. */
    private static final long RECEIVE_MS = 50;

    private final Peer peer;
    private final VideoSettings video;
    private final Semaphore arrivals = new Semaphore(0);

    private RtcLink(List<IceServer> iceServers, VideoSettings video, Listener listener) {
        this.video = video;
        this.peer =
                Peer.open(new PeerConfig("client", iceServers, MediaOptions.DEFAULTS.withIceTcp()), new PeerListener() {
                    @Override
                    public void onState(PeerState state) {
                        tell(state, listener);
                    }

                    @Override
                    public void onCandidate(IceCandidate candidate) {
                        listener.onCandidate(candidate);
                    }
                });
        peer.incoming().onArrival(arrivals::release);
    }

    /**
     * Opens a connection; see {@link MediaLink.Factory}.
     *
     * @throws ClientFault where WebRTC can't run on this computer
     */
    public static MediaLink open(
            List<IceServer> iceServers, FrameSize size, double fps, OptionsPatch options, Listener listener) {
        try {
            return new RtcLink(iceServers, VideoPlan.of(size, options), listener);
        } catch (RtcUnavailableException e) {
            throw ClientFault.run(e.getMessage());
        }
    }

    private static void tell(PeerState state, Listener listener) {
        switch (state) {
            case CONNECTED -> listener.onConnected();
            case DISCONNECTED -> listener.onDisconnected();
            case FAILED -> listener.onFailed();
            case NEW, CONNECTING, CLOSED -> {
                // nothing that a run could act on
            }
        }
    }

    @Override
    public CompletableFuture<String> offer() {
        return peer.offer(video);
    }

    @Override
    public CompletableFuture<Void> acceptAnswer(String sdp) {
        return peer.acceptAnswer(sdp, video.startBitrateKbps());
    }

    @Override
    public void addCandidates(List<IceCandidate> candidates) {
        CompletableFuture<?> unused = peer.addCandidates(candidates); // those that can't be used are left out
    }

    @Override
    public void send(FrameSize size, Consumer<I420Frame> fill) {
        try (OutgoingFrame frame = peer.outgoing().allocate(size.width(), size.height())) {
            fill.accept(frame.view());
            peer.outgoing().push(frame, 0);
        }
    }

    @Override
    public boolean receive(Consumer<Arrival> use) throws InterruptedException {
        if (!arrivals.tryAcquire(RECEIVE_MS, TimeUnit.MILLISECONDS)) {
            return false;
        }
        arrivals.drainPermits(); // whatever arrived, only the freshest is there
        try (ReceivedFrame frame = peer.incoming().take()) {
            if (frame == null) {
                return false;
            }
            use.accept(new Arrival(frame.view(), frame.rotation(), frame.arrivedNanos()));
            return true;
        }
    }

    @Override
    public void close() {
        peer.close();
    }

    /** Bitrates by the picture's size; also for a client that signals by files. */
    public static final class VideoPlan {
        private static final int SMALL_PIXELS = 640 * 640;
        /** OpenH264 encodes nothing smaller. */
        private static final int H264_MIN_SIDE = 16;

        private static final int HD_PIXELS = 1280 * 760;
        private static final int MAX_FPS = 60;

        private VideoPlan() {}

        /**
         * What this client and a worker speak where nobody wishes otherwise. Ours have OpenH264 and libvpx inside, and on a CPU the
         * first encodes and decodes in half the time of the second's VP8, at 640x480 and 720p alike, so that a frame is back
         * sooner: bench/results/2026-11-27-loop.md. It cuts odd sizes off to even ones, so those stay with VP8. Where
         * one end has no H.264, the next codec in common is taken.
         */
        public static String codec(FrameSize picture) {
            boolean even = picture.width() % 2 == 0 && picture.height() % 2 == 0;
            boolean large = Math.min(picture.width(), picture.height()) >= H264_MIN_SIDE;
            return even && large ? "H264" : SessionOptions.DEFAULTS.codec();
        }

        /** 2.5 Mb/s to begin with at 640x480, 4 at 720p, 6 above, and double that at most; less where it was asked. */
        public static VideoSettings of(FrameSize size, OptionsPatch options) {
            int pixels = size.width() * size.height();
            int start = pixels <= SMALL_PIXELS ? 2500 : pixels <= HD_PIXELS ? 4000 : 6000;
            int max = options.maxBitrateKbps() == null ? 2 * start : options.maxBitrateKbps();
            String codec = options.codec() == null ? SessionOptions.DEFAULTS.codec() : options.codec();
            return new VideoSettings(codec, Math.min(start, max), max, MAX_FPS, true, VideoSettings.DEFAULT_GATHER_CAP);
        }
    }
}
