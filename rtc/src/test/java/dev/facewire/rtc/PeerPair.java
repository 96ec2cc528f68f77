package dev.facewire.rtc;

import dev.facewire.protocol.session.IceCandidate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Two peers in this JVM: a client that sends the test pattern, and a node that sends back what comes. */
public final class PeerPair implements AutoCloseable {
    private static final long SECONDS = 10;

    public final Peer client;
    public final Peer node;
    public final CompletableFuture<Void> connected = new CompletableFuture<>();
    public final AtomicInteger echoed = new AtomicInteger();
    private final VideoSettings settings;
    private final PeerListener atNode;
    private int number;

    public PeerPair(VideoSettings settings) {
        this(settings, new PeerConfig("node"), new PeerListener() {});
    }

    /** @param atNode hears of the node's peer too */
    public PeerPair(VideoSettings settings, PeerConfig ofNode, PeerListener atNode) {
        this.settings = settings;
        this.atNode = atNode;
        client = Peer.open(new PeerConfig("client"), new Trickle(true));
        node = Peer.open(ofNode, new Trickle(false));
    }

    /** Candidates across, and the client's state. */
    private final class Trickle implements PeerListener {
        private final boolean ofClient;

        Trickle(boolean ofClient) {
            this.ofClient = ofClient;
        }

        @Override
        public void onCandidate(IceCandidate candidate) {
            (ofClient ? node : client).addCandidates(List.of(candidate)).exceptionally(closed -> null);
        }

        @Override
        public void onState(PeerState state) {
            if (ofClient && state == PeerState.CONNECTED) {
                connected.complete(null);
            }
            if (!ofClient) {
                atNode.onState(state);
            }
        }

        @Override
        public void onClosedByRemote() {
            if (!ofClient) {
                atNode.onClosedByRemote();
            }
        }
    }

    public PeerPair connect() throws Exception {
        return connect(UnaryOperator.identity());
    }

    public PeerPair connect(UnaryOperator<String> offerEdit) throws Exception {
        return connect(offerEdit, UnaryOperator.identity());
    }

    public PeerPair connect(UnaryOperator<String> offerEdit, UnaryOperator<String> answerEdit) throws Exception {
        String offer = offerEdit.apply(client.offer(settings).get(SECONDS, TimeUnit.SECONDS));
        String answer = answerEdit.apply(node.answer(offer, settings).get(SECONDS, TimeUnit.SECONDS));
        client.acceptAnswer(answer, settings.startBitrateKbps()).get(SECONDS, TimeUnit.SECONDS);
        connected.get(SECONDS, TimeUnit.SECONDS);
        return this;
    }

    /** Sends one frame of the pattern and lets the node echo what it has; returns the number sent. */
    public int step(int width, int height, int rotation) {
        OutgoingFrame frame = client.outgoing().allocate(width, height);
        TestPattern.fill(frame.view(), ++number);
        client.outgoing().push(frame, rotation);
        echo();
        return number;
    }

    public void echo() {
        try (ReceivedFrame received = node.incoming().take()) {
            if (received != null) {
                OutgoingFrame copy = node.outgoing()
                        .allocate(received.view().width(), received.view().height());
                received.view().copyTo(copy.view());
                node.outgoing().push(copy, received.rotation());
                echoed.incrementAndGet();
            }
        }
    }

    @Override
    public void close() {
        client.close();
        node.close();
    }
}
