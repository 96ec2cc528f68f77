package dev.facewire.gpu.session;

import dev.facewire.gpu.device.DeviceLoop;
import dev.facewire.gpu.device.FrameStream;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.protocol.session.SessionStats;
import dev.facewire.protocol.worker.IceRequest;
import dev.facewire.protocol.worker.OfferReply;
import dev.facewire.protocol.worker.OfferRequest;
import dev.facewire.protocol.worker.UpdateRequest;
import dev.facewire.rtc.FrameSource;
import dev.facewire.rtc.MediaOptions;
import dev.facewire.rtc.Peer;
import dev.facewire.rtc.VideoSettings;
import dev.facewire.vision.enrol.FaceFile;
import dev.facewire.vision.swap.FaceSession;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session on this worker. Confined to the worker's event loop; it owns its {@link ClientConnections} and {@link
 * FaceSession}, and {@link #end} gives both back, once, on the threads that they belong to.
 */
final class WorkerSession {
    private static final Logger log = LoggerFactory.getLogger(WorkerSession.class);
    /** A session whose media stopped is ended after this: the client is gone without a word. */
    static final long NO_MEDIA_MS = 20_000;
    /**
     * A client that closed its connection is gone after this, unless it offers anew: one that begins again from scratch
     * may close its old connection first.
     */
    static final long CLOSED_MS = 500;
    /** The shares of {@code maxBitrateKbps} at which sending starts; measured to be sharp from the first second. */
    private static final double START_SHARE = 0.5;

    private static final int MAX_FPS = 60;

    /** What a session is told of its worker. */
    interface Host {
        /** The media is connected: the slot no longer runs out. */
        void connected(WorkerSession session);

        /** The session has ended by itself: free the slot. */
        void over(WorkerSession session);
    }

    private final String id;
    private final String name;
    private final String workerId;
    private final DeviceLoop device;
    private final SessionEvents events;
    private final Executor eventLoop;
    private final Host host;
    private final ClientConnections client;
    private final OversizedFrames oversized = new OversizedFrames();

    private SessionState state = SessionState.OPENING;
    private int rev;
    private CompletableFuture<OfferReply> answer;
    /** Done when frames are worked on. */
    private CompletableFuture<Void> ready;
    /** Done when the last change is, well or badly. */
    private CompletableFuture<Void> changes = CompletableFuture.completedFuture(null);

    private SessionOptions options;
    private FaceSession face;
    private FrameStream stream;
    private long lastArrived;
    private long mediaAtMs;
    /** When the client closed its connection; 0 while it has not. */
    private long closedAtMs;

    /**
     * A session that is not open yet.
     *
     * @param workerId of the worker that it is on, for the log
     */
    WorkerSession(
            String id,
            String workerId,
            DeviceLoop device,
            SessionEvents events,
            Executor eventLoop,
            Host host,
            MediaOptions media) {
        this.id = id;
        this.name = SessionHash.of(id);
        this.workerId = workerId;
        this.device = device;
        this.events = events;
        this.eventLoop = eventLoop;
        this.host = host;
        this.client = new ClientConnections(name, media, eventLoop, new ClientHost());
    }

    String id() {
        return id;
    }

    /**
     * Answers an offer. The same revision gets the same answer, a lower one is refused, a higher one restarts ICE or
     * makes another connection: see {@link ClientConnections}.
     */
    CompletableFuture<OfferReply> offer(OfferRequest request) {
        events.to(request.eventsTo());
        if (request.rev() < rev) {
            throw new Fault(ErrorCode.STALE_REV, "the session is at revision " + rev + " already");
        }
        if (request.rev() > rev) {
            answer = take(request);
        }
        return answer;
    }

    private CompletableFuture<OfferReply> take(OfferRequest request) {
        boolean first = client.current() == null;
        CompletableFuture<String> sdp = client.answer(request, settings(request));
        rev = request.rev();
        options = request.options();
        closedAtMs = 0;
        if (stream != null) {
            stream.options(options);
        }
        if (first) {
            ready = prepare(request.face(), options.engine());
            if (rev > 1) {
                // It moved here: its face has been used before, and the answer does not wait for it.
                ready.exceptionally(this::faceFailed);
            }
        }
        return (first && rev == 1 ? ready.thenCombine(sdp, (prepared, text) -> text) : sdp)
                .thenApplyAsync(this::answered, eventLoop);
    }

    private Void faceFailed(Throwable failure) {
        eventLoop.execute(() -> fail(true, "the face could not be prepared: " + failure.getMessage()));
        return null;
    }

    /** Prepares the face, and then takes frames; if the session ended meanwhile, it is given back. */
    private CompletableFuture<Void> prepare(byte[] crop, String engine) {
        return FaceFile.read(crop)
                .thenCompose(source -> device.call("open a face", processor -> processor.open(source, engine)))
                .thenAcceptAsync(
                        prepared -> {
                            face = prepared;
                            if (state == SessionState.ENDED) {
                                closeFace();
                                throw new Fault(ErrorCode.NO_SESSION, "the session has ended");
                            }
                            work();
                        },
                        eventLoop);
    }

    /** From now on the frames of the connection in use are worked on. */
    private void work() {
        Peer peer = client.current();
        stream = new FrameStream(peer.incoming(), peer.outgoing(), face, options);
        device.add(stream);
    }

    private OfferReply answered(String sdp) {
        requireLive();
        if (state == SessionState.OPENING) {
            become(SessionState.CONNECTING);
        }
        return new OfferReply(sdp, rev);
    }

    private void requireLive() {
        if (state == SessionState.ENDED) {
            throw new Fault(ErrorCode.NO_SESSION, "the session has ended");
        }
    }

    private VideoSettings settings(OfferRequest request) {
        int max = request.options().maxBitrateKbps();
        return new VideoSettings(
                request.options().codec(),
                Math.max(1, (int) (max * START_SHARE)),
                max,
                MAX_FPS,
                request.trickle(),
                VideoSettings.DEFAULT_GATHER_CAP);
    }

    CompletableFuture<Void> ice(IceRequest request) {
        events.to(request.eventsTo());
        if (request.rev() < rev) {
            throw new Fault(ErrorCode.STALE_REV, "candidates of an earlier revision");
        }
        return client.addCandidates(request.candidates());
    }

    CompletableFuture<Void> update(UpdateRequest request) {
        events.to(request.eventsTo());
        if (ready == null) {
            throw new Fault(ErrorCode.NO_SESSION, "the session is not open yet");
        }
        // one after the other: a face must not arrive after the word that it was deleted
        changes = changes.exceptionally(before -> null)
                .thenCombine(ready, (before, prepared) -> null)
                .thenComposeAsync(prepared -> change(request), eventLoop);
        return changes;
    }

    private CompletableFuture<Void> change(UpdateRequest request) {
        requireLive();
        SessionOptions asked = request.options();
        FaceSession current = face;
        if (asked == null || asked.engine().equals(options.engine())) {
            apply(asked);
            return changeFace(current, request);
        }
        // an engine that is not there is refused before anything of the request is done
        return device.<Void>call("change the engine", processor -> {
                    current.engine(asked.engine());
                    return null;
                })
                .thenComposeAsync(
                        ready -> {
                            requireLive(); // what is prepared for a closed face would never be closed
                            apply(asked);
                            return changeFace(current, request);
                        },
                        eventLoop);
    }

    private void apply(SessionOptions asked) {
        if (asked != null) {
            options = asked;
            stream.options(options);
            client.current().setMaxBitrate(options.maxBitrateKbps(), MAX_FPS).exceptionally(this::logged);
        }
    }

    private CompletableFuture<Void> changeFace(FaceSession current, UpdateRequest request) {
        if (request.face() != null) {
            return FaceFile.read(request.face())
                    .thenComposeAsync(
                            source -> {
                                requireLive(); // as above
                                return device.call("change the face", processor -> {
                                    current.face(source);
                                    return null;
                                });
                            },
                            eventLoop);
        }
        return request.faceRevoked()
                ? device.callAlways("revoke the face", processor -> current.revoke())
                : CompletableFuture.completedFuture(null);
    }

    /** Where its frames go out, for viewers; null before it is open, and when it has ended. */
    FrameSource outgoing() {
        return stream == null || state == SessionState.ENDED
                ? null
                : client.current().outgoing();
    }

    /** The counters so far; null before the offer is taken. */
    SessionStats stats() {
        return stream == null
                ? null
                : stream.stats().withWarning(client.current().incoming().sizeWarning());
    }

    /** About once a second: tells the gateway how it goes, and ends a session whose media stopped. */
    void tick(long nowMs) {
        if (closedAtMs != 0 && nowMs - closedAtMs >= CLOSED_MS) {
            fail(false, "the client closed the connection");
            return;
        }
        if (state != SessionState.LIVE || stream == null) {
            return;
        }
        SessionStats stats = stats();
        if (stats.framesIn() != lastArrived) {
            lastArrived = stats.framesIn();
            mediaAtMs = nowMs;
        }
        if (nowMs - mediaAtMs > NO_MEDIA_MS) {
            fail(false, "no media for " + NO_MEDIA_MS / 1000 + " s");
            return;
        }
        events.stats(rev, stats);
        switch (oversized.tick(client.current().incoming().refused())) {
            case NONE -> {}
            case FIRST -> log.warn("session {} on worker {}: {}", name, workerId, stats.warning());
            case TOO_MANY -> fail(false, OversizedFrames.REASON);
        }
    }

    /** Whether there is not even a connection that could answer an offer. */
    boolean unopened() {
        return client.current() == null;
    }

    /** Whether no offer was answered so far: then the session never came to be. */
    boolean neverAnswered() {
        return state == SessionState.OPENING;
    }

    /** The worker can't serve it any more; another may. */
    void giveUp(String reason) {
        fail(true, reason);
    }

    private void fail(boolean retryable, String reason) {
        if (state != SessionState.ENDED) {
            events.failed(rev, retryable, reason);
            finish(reason);
            host.over(this);
        }
    }

    /** Ends the session because it was asked to, or because the worker stops; returns its last counters. */
    SessionStats end(String reason) {
        SessionStats last = stats();
        if (state != SessionState.ENDED) {
            events.ended(rev, reason, last);
            finish(reason);
        }
        return last;
    }

    private void finish(String reason) {
        become(SessionState.ENDED);
        log.info("session {} on worker {} ended: {}", name, workerId, reason);
        if (stream != null) {
            device.remove(stream).exceptionally(this::logged);
            closeFace();
        }
        client.close();
    }

    private void closeFace() {
        FaceSession closing = face;
        device.callAlways("close a face", processor -> closing.close()).exceptionally(this::logged);
    }

    private Void logged(Throwable failure) {
        log.warn("session {} on worker {}: {}", name, workerId, failure.toString());
        return null;
    }

    private void become(SessionState next) {
        log.debug("session {} on worker {} {} -> {}", name, workerId, state, next);
        state = next;
    }

    /** What is heard of the connection in use, on the event loop. */
    private final class ClientHost implements ClientConnections.Host {
        @Override
        public void connected() {
            if (state == SessionState.CONNECTING) {
                become(SessionState.LIVE);
                mediaAtMs = System.nanoTime() / 1_000_000;
                log.info("session {} on worker {} connected", name, workerId);
                host.connected(WorkerSession.this);
                events.connected(rev);
            }
        }

        @Override
        public void closedByClient() {
            closedAtMs = System.nanoTime() / 1_000_000;
        }

        @Override
        public void failed() {
            if (closedAtMs == 0) {
                fail(false, "the connection to the client was lost");
            }
        }

        @Override
        public void candidate(IceCandidate candidate) {
            events.candidate(rev, candidate);
        }

        @Override
        public void replaced() {
            log.info("session {} on worker {}: another connection takes over", name, workerId);
            if (stream != null) {
                device.remove(stream).exceptionally(WorkerSession.this::logged);
                work();
            }
        }
    }
}
