package dev.facewire.gpu.view;

import dev.facewire.gpu.session.Sessions;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.ViewReply;
import dev.facewire.protocol.worker.ViewRequest;
import dev.facewire.rtc.FrameSource;
import dev.facewire.rtc.MediaOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A worker's viewers. They take no slot, but each has an encoder. Confined to the worker's event loop. */
public final class Viewers {
    /** Of one session: each costs an encoder, about 3 ms of a core a frame at 640x480. */
    static final int MOST_PER_SESSION = 8;
    /** Of all sessions: their encoders keep three cores busy, and each has a port, a thread and its buffers. */
    static final int MOST_PER_WORKER = 32;
    /** A viewer's share of the worker's stress: its encoding, measured 3 ms of the 33 between frames. */
    private static final double STRESS = 0.09;

    private final Sessions sessions;
    private final Executor eventLoop;
    private final MediaOptions media;
    private final Map<String, Viewer> byId = new HashMap<>();

    /**
     * No viewers yet.
     *
     * @param eventLoop the worker's own
     * @param media what peers may do on this machine's network; null for the defaults
     */
    public Viewers(Sessions sessions, Executor eventLoop, MediaOptions media) {
        this.sessions = sessions;
        this.eventLoop = eventLoop;
        this.media = media;
    }

    /** Answers a viewer's offer, takes its candidates, or lets it go. Letting go of who is not there is no error. */
    public CompletableFuture<ViewReply> view(ViewRequest request) {
        if (request.end()) {
            end(request.viewerId());
            return CompletableFuture.completedFuture(new ViewReply(null));
        }
        Viewer viewer = byId.get(request.viewerId());
        if (request.sdp() == null) {
            if (viewer == null) {
                throw new Fault(ErrorCode.NO_SESSION, "this worker has no such viewer");
            }
            return viewer.candidates(request.candidates()).thenApply(done -> new ViewReply(null));
        }
        Viewer answering = viewer == null ? open(request) : viewer;
        return answering
                .answer(request.sdp(), request.maxBitrateKbps())
                .thenApply(ViewReply::new)
                .whenCompleteAsync(
                        (reply, failure) -> {
                            if (failure != null && viewer == null) {
                                end(request.viewerId());
                            }
                        },
                        eventLoop);
    }

    private Viewer open(ViewRequest request) {
        FrameSource source = sessions.outgoing(request.sessionId());
        if (source == null) {
            throw new Fault(ErrorCode.NO_SESSION, "the session is not on air here");
        }
        if (byId.size() >= MOST_PER_WORKER) {
            throw new Fault(ErrorCode.TOO_MANY, "the worker has " + MOST_PER_WORKER + " viewers, which is all it may");
        }
        long watching = byId.values().stream()
                .filter(viewer -> viewer.sessionId().equals(request.sessionId()))
                .count();
        if (watching >= MOST_PER_SESSION) {
            throw new Fault(
                    ErrorCode.TOO_MANY, "the session has " + MOST_PER_SESSION + " viewers, which is all it may");
        }
        Viewer viewer = new Viewer(request, source, media, eventLoop, this::end);
        byId.put(request.viewerId(), viewer);
        return viewer;
    }

    /** About once a second: viewers of sessions that are over, or that never connected, go. */
    public void tick(long nowMs) {
        List.copyOf(byId.entrySet()).forEach(entry -> {
            Viewer viewer = entry.getValue();
            if (sessions.outgoing(viewer.sessionId()) != viewer.source() || viewer.late(nowMs)) {
                end(entry.getKey());
            }
        });
    }

    private void end(String viewerId) {
        Viewer viewer = byId.remove(viewerId);
        if (viewer != null) {
            viewer.close();
        }
    }

    /** What they add to the worker's stress. */
    public double stress() {
        return STRESS * byId.size();
    }

    /** Lets all go. */
    public void close() {
        List.copyOf(byId.keySet()).forEach(this::end);
    }
}
