package dev.facewire.client.session;

import dev.facewire.client.FakeGateway;
import dev.facewire.media.I420Frame;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.session.OnLost;
import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.session.SessionStats;
import dev.facewire.protocol.signal.SignalMessage;
import dev.facewire.rtc.OutgoingFrame;
import dev.facewire.rtc.Peer;
import dev.facewire.rtc.PeerConfig;
import dev.facewire.rtc.PeerListener;
import dev.facewire.rtc.ReceivedFrame;
import dev.facewire.rtc.VideoSettings;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A worker behind a {@link FakeGateway}: answers an offer with a real peer and sends every frame back as it came. */
@SuppressWarnings("try") // closed in a tear-down, where an interruption may end the test
public final class EchoWorker implements AutoCloseable {
    private static final String SESSION = "s1";
    private static final String NAME = "echo";

    private final AtomicInteger echoed = new AtomicInteger();
    private final AtomicInteger byes = new AtomicInteger();
    private final Semaphore arrivals = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "echo");
    private volatile Peer peer;
    private volatile FakeGateway.Connection connection;
    private volatile boolean over;

    /** Serves one session. */
    public EchoWorker(FakeGateway gateway) {
        gateway.onMessage = this::handle;
        thread.setDaemon(true);
    }

    /** Frames that were sent back. */
    public int echoed() {
        return echoed.get();
    }

    /** How often a client said goodbye. */
    public int byes() {
        return byes.get();
    }

    /** Stops sending, as a killed process does, and lets the gateway notice. */
    public void die() {
        over = true;
        connection.send(new SignalMessage.Session(SESSION, NAME, SessionState.FAILED, "no heartbeat"));
    }

    private void handle(FakeGateway.Connection from, SignalMessage message) {
        connection = from;
        if (over && message instanceof SignalMessage.Offer offer) {
            Fault full = new Fault(ErrorCode.NO_CAPACITY, "all slots are taken");
            from.send(SignalMessage.Error.of(offer.session(), full, 1));
        } else if (message instanceof SignalMessage.Offer offer) {
            from.send(new SignalMessage.Session(SESSION, NAME, SessionState.CONNECTING, null));
            answer(from, offer.sdp());
        } else if (message instanceof SignalMessage.Ice ice) {
            CompletableFuture<?> unused = peer.addCandidates(ice.candidates());
        } else if (message instanceof SignalMessage.Bye) {
            byes.incrementAndGet();
            from.send(new SignalMessage.Bye(SESSION, "done", stats()));
        }
    }

    private void answer(FakeGateway.Connection to, String sdp) {
        peer = Peer.open(new PeerConfig(NAME), new PeerListener() {
            @Override
            public void onCandidate(IceCandidate candidate) {
                to.send(new SignalMessage.Ice(SESSION, 1, List.of(candidate)));
            }
        });
        peer.incoming().onArrival(arrivals::release);
        thread.start();
        CompletableFuture<?> unused = peer.answer(sdp, VideoSettings.defaults(true))
                .thenAccept(text -> to.send(new SignalMessage.Answer(SESSION, text, 1, NAME)));
    }

    private void run() {
        try {
            while (!over) {
                if (arrivals.tryAcquire(50, TimeUnit.MILLISECONDS)) {
                    echo();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void echo() {
        try (ReceivedFrame frame = peer.incoming().take()) {
            if (frame == null) {
                return;
            }
            I420Frame view = frame.view();
            try (OutgoingFrame copy = peer.outgoing().allocate(view.width(), view.height())) {
                view.copyTo(copy.view());
                peer.outgoing().push(copy, frame.rotation());
            }
            echoed.incrementAndGet();
        }
    }

    private SessionStats stats() {
        int count = echoed.get();
        return new SessionStats(count, count, 0, count, 0, 0, 0, 1.5, 2.5, 640, 496, "mesh", OnLost.SHIELD);
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        if (peer != null) {
            thread.join();
            peer.close();
        }
    }
}
