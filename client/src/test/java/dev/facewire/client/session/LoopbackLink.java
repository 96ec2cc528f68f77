package dev.facewire.client.session;

import dev.facewire.client.picture.FrameSize;
import dev.facewire.media.I420Frame;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.session.IceServer;
import dev.facewire.protocol.session.OptionsPatch;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A media connection that is none: frames come back after a while, through whatever the test does to them. */
final class LoopbackLink implements MediaLink {
    private static final long DELAY_NANOS = 40_000_000;

    private record Late(I420Frame frame, long atNanos) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(atNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(atNanos, ((Late) other).atNanos);
        }
    }

    private final DelayQueue<Late> way = new DelayQueue<>();
    private final Listener listener;
    private final Consumer<I420Frame> worker;
    final AtomicInteger sent = new AtomicInteger();
    volatile boolean closed;
    volatile boolean dead;
    private volatile boolean connected;
    volatile List<IceCandidate> remoteCandidates = List.of();

    /** What the connection would ask for its way through networks. */
    final List<IceServer> iceServers;

    private LoopbackLink(List<IceServer> iceServers, Listener listener, Consumer<I420Frame> worker) {
        this.iceServers = iceServers;
        this.listener = listener;
        this.worker = worker;
    }

    /** @param worker changes each frame on its way */
    static Factory factory(Consumer<I420Frame> worker, Consumer<LoopbackLink> made) {
        return (List<IceServer> iceServers, FrameSize size, double fps, OptionsPatch options, Listener listener) -> {
            LoopbackLink link = new LoopbackLink(iceServers, listener, worker);
            made.accept(link);
            return link;
        };
    }

    Listener listener() {
        return listener;
    }

    @Override
    public CompletableFuture<String> offer() {
        listener.onCandidate(new IceCandidate("candidate:local", "0", 0));
        return CompletableFuture.completedFuture("v=0 offer");
    }

    @Override
    public CompletableFuture<Void> acceptAnswer(String sdp) {
        if (!sdp.equals("v=0 answer")) {
            return CompletableFuture.failedFuture(new IllegalStateException("no answer of ours"));
        }
        CompletableFuture<?> unused = CompletableFuture.runAsync(() -> {
            connected = true;
            listener.onConnected();
        });
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void addCandidates(List<IceCandidate> candidates) {
        remoteCandidates = candidates;
    }

    @Override
    public void send(FrameSize size, Consumer<I420Frame> fill) {
        I420Frame frame = I420Frame.allocate(size.width(), size.height());
        fill.accept(frame);
        sent.incrementAndGet();
        if (!dead && connected) {
            worker.accept(frame);
            way.add(new Late(frame, System.nanoTime() + DELAY_NANOS));
        }
    }

    @Override
    public boolean receive(Consumer<Arrival> use) throws InterruptedException {
        Late late = way.poll(50, TimeUnit.MILLISECONDS);
        if (late == null) {
            return false;
        }
        use.accept(new Arrival(late.frame(), 0, System.nanoTime()));
        return true;
    }

    @Override
    public void close() {
        closed = true;
    }
}
