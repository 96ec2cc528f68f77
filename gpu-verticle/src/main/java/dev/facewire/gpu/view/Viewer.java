package dev.facewire.gpu.view;

import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.worker.ViewRequest;
import dev.facewire.rtc.FrameSource;
import dev.facewire.rtc.MediaOptions;
import dev.facewire.rtc.Peer;
import dev.facewire.rtc.PeerConfig;
import dev.facewire.rtc.PeerListener;
import dev.facewire.rtc.PeerState;
import dev.facewire.rtc.VideoSettings;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One viewer: a peer that sends what a session sends. Owns its peer. Confined to the worker's event loop. */
final class Viewer {
    private static final Logger log = LoggerFactory.getLogger(Viewer.class);
    /** As long as a reservation lasts. */
    private static final long CONNECT_WITHIN_MS = 15_000;

    private static final int MAX_FPS = 60;

    private final String sessionId;
    private final FrameSource source;
    private final Peer peer;
    private final long openedAtMs = System.nanoTime() / 1_000_000;
    private boolean connected;

    /** @param over is told the viewer's id when its connection is lost */
    Viewer(ViewRequest request, FrameSource source, MediaOptions media, Executor eventLoop, Consumer<String> over) {
        this.sessionId = request.sessionId();
        this.source = source;
        String id = request.viewerId();
        this.peer = Peer.open(new PeerConfig("viewer", request.iceServers(), media), new PeerListener() {
            @Override
            public void onState(PeerState state) {
                eventLoop.execute(() -> changed(state, id, over));
            }
        });
        source.tap(peer.outgoing());
    }

    private void changed(PeerState state, String id, Consumer<String> over) {
        if (state == PeerState.CONNECTED) {
            connected = true;
            log.info("a viewer connected");
        } else if (state == PeerState.FAILED) {
            log.info("a viewer was lost");
            over.accept(id);
        }
    }

    String sessionId() {
        return sessionId;
    }

    FrameSource source() {
        return source;
    }

    boolean late(long nowMs) {
        return !connected && nowMs - openedAtMs > CONNECT_WITHIN_MS;
    }

    CompletableFuture<String> answer(String offer, int maxBitrateKbps) {
        return peer.answerViewer(
                offer,
                new VideoSettings(
                        "VP8",
                        Math.max(1, maxBitrateKbps / 2),
                        maxBitrateKbps,
                        MAX_FPS,
                        false,
                        VideoSettings.DEFAULT_GATHER_CAP));
    }

    CompletableFuture<Void> candidates(List<IceCandidate> candidates) {
        return peer.addCandidates(candidates);
    }

    /** Takes no more frames, and closes the peer. */
    void close() {
        source.untap(peer.outgoing());
        peer.closeAsync().exceptionally(failure -> {
            log.warn("a viewer did not close in order: {}", failure.toString());
            return null;
        });
    }
}
