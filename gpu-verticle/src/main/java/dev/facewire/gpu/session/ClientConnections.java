package dev.facewire.gpu.session;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.sdp.Sdp;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.worker.OfferRequest;
import dev.facewire.rtc.MediaOptions;
import dev.facewire.rtc.Peer;
import dev.facewire.rtc.PeerConfig;
import dev.facewire.rtc.PeerListener;
import dev.facewire.rtc.PeerState;
import dev.facewire.rtc.VideoSettings;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session's connection to its client. An offer of the same DTLS client restarts ICE on it; one with other fingerprints
 * (of a page that was loaded again, say) makes another connection, which replaces the one before once it is answered.
 * Owns its peers. Confined to the worker's event loop.
 */
final class ClientConnections {
    private static final Logger log = LoggerFactory.getLogger(ClientConnections.class);

    /** What happens to the connection in use. On the event loop. */
    interface Host {
        void connected();

        /** The connection is lost. Called too after {@link #closedByClient()}. */
        void failed();

        /** The client has ended the DTLS connection. */
        void closedByClient();

        /** A candidate of ours, for the client. */
        void candidate(IceCandidate candidate);

        /** Another connection is in use now. */
        void replaced();
    }

    /** @param fingerprints of the client's certificates */
    private record Connection(Peer peer, Set<String> fingerprints) {}

    private final String name;
    private final MediaOptions media;
    private final Executor eventLoop;
    private final Host host;
    private Connection current;
    /** Answered soon, and then the current one; mostly null. */
    private Connection next;

    private boolean closed;

    /**
     * No connection yet.
     *
     * @param name of the session, for the log
     * @param media null for the defaults
     */
    ClientConnections(String name, MediaOptions media, Executor eventLoop, Host host) {
        this.name = name;
        this.media = media;
        this.eventLoop = eventLoop;
        this.host = host;
    }

    /** The one in use; null before the first offer. */
    Peer current() {
        return current == null ? null : current.peer();
    }

    /**
     * Answers an offer, on the connection in use or on another one.
     *
     * @throws Fault BAD_SDP; then nothing has changed
     */
    CompletableFuture<String> answer(OfferRequest request, VideoSettings settings) {
        Set<String> fingerprints = Sdp.parse(request.sdp()).fingerprints();
        Connection latest = latest();
        boolean another = latest == null
                || (!fingerprints.isEmpty() && Collections.disjoint(fingerprints, latest.fingerprints()));
        Connection answering = another ? open(request, fingerprints) : latest;
        if (current == null) {
            current = answering;
        } else if (another) {
            next = answering;
        }
        CompletableFuture<Void> renewed = another
                ? CompletableFuture.completedFuture(null)
                : answering.peer().iceServers(request.iceServers());
        // Asked for at once: candidates of this revision, which may come next, must find it under way.
        return answering
                .peer()
                .answerPublisher(request.sdp(), settings)
                .thenCombine(renewed, (text, set) -> text)
                .whenCompleteAsync((text, failure) -> settled(answering, failure), eventLoop);
    }

    private Connection open(OfferRequest request, Set<String> fingerprints) {
        Listener listener = new Listener();
        Peer peer = Peer.open(new PeerConfig(name, request.iceServers(), media), listener);
        listener.peer = peer;
        return new Connection(peer, fingerprints);
    }

    /** A connection that was answered takes over; one that was not is closed, and the one before goes on. */
    @SuppressWarnings("ReferenceEquality") // which of them it is
    private void settled(Connection answered, Throwable failure) {
        if (answered == current) {
            return;
        }
        if (next == answered) {
            next = null;
        }
        if (failure != null || closed) {
            close(answered);
            return;
        }
        Connection before = current;
        current = answered;
        host.replaced();
        close(before);
    }

    /** The client's candidates for its last offer. */
    CompletableFuture<Void> addCandidates(List<IceCandidate> candidates) {
        Connection latest = latest();
        if (latest == null) {
            throw new Fault(ErrorCode.NO_SESSION, "the session is not open yet");
        }
        return latest.peer().addCandidates(candidates);
    }

    private Connection latest() {
        return next == null ? current : next;
    }

    void close() {
        closed = true;
        close(current);
        close(next);
        next = null;
    }

    private void close(Connection closing) {
        if (closing != null) {
            closing.peer().closeAsync().exceptionally(failure -> {
                log.warn("session {}: a connection did not close cleanly: {}", name, failure.toString());
                return null;
            });
        }
    }

    /** On the peer's thread: hands over to the event loop. What is heard of a connection not in use is of no interest. */
    private final class Listener implements PeerListener {
        /** Set on the event loop before anything of it is heard there. */
        private Peer peer;

        @Override
        public void onState(PeerState state) {
            if (state == PeerState.CONNECTED) {
                inUse(host::connected);
            } else if (state == PeerState.FAILED) {
                inUse(host::failed);
            }
        }

        @Override
        public void onClosedByRemote() {
            inUse(host::closedByClient);
        }

        @Override
        public void onCandidate(IceCandidate candidate) {
            eventLoop.execute(() -> host.candidate(candidate));
        }

        private void inUse(Runnable heard) {
            eventLoop.execute(() -> {
                if (current() == peer) {
                    heard.run();
                }
            });
        }
    }
}
