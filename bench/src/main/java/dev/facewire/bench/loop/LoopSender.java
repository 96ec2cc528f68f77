package dev.facewire.bench.loop;

import dev.facewire.bench.loop.LoopSamples.Sample;
import dev.facewire.bench.quality.clip.Footage;
import dev.facewire.client.picture.FrameSize;
import dev.facewire.media.I420Frame;
import dev.facewire.media.LoopStamp;
import dev.facewire.rtc.OutgoingFrame;
import dev.facewire.rtc.Peer;
import dev.facewire.rtc.PeerConfig;
import dev.facewire.rtc.PeerListener;
import dev.facewire.rtc.PeerState;
import dev.facewire.rtc.ReceivedFrame;
import dev.facewire.rtc.VideoSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * One session: sends a clip with stamps at an even rate, and times what comes back. The same peers and settings as the client's,
 * but nothing else of it, so that it takes as little as can be of the processors that the worker needs. Two threads of its own.
 */
final class LoopSender implements AutoCloseable {
    /** Looking at a picture takes a millisecond: not at each. */
    private static final int PSNR_EVERY = 16;

    private static final Duration CONNECT = Duration.ofSeconds(20);

    private final Footage footage;
    private final LoopStamp stamp;
    private final double fps;
    private final Media media;
    private final VideoSettings video;
    private final Peer peer;
    private final LoopSamples samples = new LoopSamples();
    private final List<Double> psnr = new CopyOnWriteArrayList<>();
    private final AtomicReference<CompletableFuture<I420Frame>> wanted = new AtomicReference<>();
    private final CountDownLatch connected = new CountDownLatch(1);
    private final CountDownLatch readable = new CountDownLatch(1);
    private final Thread sending;
    private final Thread receiving;
    private volatile boolean over;
    private volatile long connectedNanos;
    private volatile long firstNanos;
    private volatile long readableNanos;
    private FirstFrame.Moments moments;
    private Worker worker;
    private String session;

    /**
     * A session that {@link #connect} begins.
     *
     * @param footage begins anew at its end
     * @param fps frames a second, whatever the footage's own
     * @param media codec and bitrate
     */
    LoopSender(String name, Footage footage, double fps, Media media) {
        this.footage = footage;
        this.fps = fps;
        this.media = media;
        FrameSize size = footage.size();
        this.stamp = new LoopStamp(size.width(), size.height());
        this.video = media.settings(size);
        this.peer = Peer.open(new PeerConfig(name), new PeerListener() {
            @Override
            public void onState(PeerState state) {
                if (state == PeerState.CONNECTED && connected.getCount() > 0) {
                    connectedNanos = System.nanoTime();
                    connected.countDown();
                }
            }
        });
        this.sending = new Thread(this::send, "send-" + name);
        this.receiving = new Thread(this::receive, "receive-" + name);
        peer.incoming().onArrival(() -> LockSupport.unpark(receiving));
    }

    /** Offers, connects and sends. */
    LoopSender connect(Worker to) throws IOException, InterruptedException {
        return connect(to, sdp -> sdp, sdp -> sdp);
    }

    /** The same, with descriptions changed on their way: for a relay. */
    LoopSender connect(Worker to, UnaryOperator<String> ofOffer, UnaryOperator<String> ofAnswer)
            throws IOException, InterruptedException {
        worker = to;
        long begin = System.nanoTime();
        String offer = peer.offer(video).join();
        long offered = System.nanoTime();
        Worker.Answer answer = to.answer(ofOffer.apply(offer), media.patch(footage.size()));
        long answered = System.nanoTime();
        session = answer.session();
        peer.acceptAnswer(ofAnswer.apply(answer.sdp()), video.startBitrateKbps())
                .join();
        receiving.start();
        if (!connected.await(CONNECT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("no media path within " + CONNECT.toSeconds() + " s");
        }
        sending.start();
        moments = new FirstFrame.Moments(begin, offered, answered);
        return this;
    }

    String session() {
        return session;
    }

    /** Waits until a frame with a readable stamp is back: swapped, where the worker swaps. */
    LoopSender awaitReadable(Duration atMost) throws InterruptedException {
        if (!readable.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("no readable frame came back within " + atMost.toSeconds() + " s");
        }
        return this;
    }

    /** Where the time until the first swapped frame went; after {@link #awaitReadable}. */
    FirstFrame.Parts parts() {
        return moments.parts(connectedNanos, firstNanos, readableNanos);
    }

    List<Sample> between(long fromNanos, long toNanos) {
        return samples.between(fromNanos, toNanos);
    }

    /** What was sent with a counter. */
    private I420Frame sent(int counter) {
        return footage.frames().get(counter % footage.frames().size());
    }

    /** How like what was sent is what comes back, in dB of luma, the mean so far; for an echo, what the codecs do. */
    double psnr() {
        return psnr.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    /** A copy of the next picture that comes back, without its stamp. */
    I420Frame picture() throws InterruptedException {
        CompletableFuture<I420Frame> next = new CompletableFuture<>();
        wanted.set(next);
        return next.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private void give(I420Frame view) {
        CompletableFuture<I420Frame> next = wanted.getAndSet(null);
        if (next != null) {
            I420Frame copy = I420Frame.allocate(stamp.width(), stamp.pictureHeight());
            stamp.picture(view).copyTo(copy);
            next.complete(copy);
        }
    }

    private void send() {
        long begin = System.nanoTime();
        int width = stamp.width();
        for (int k = 0; !over; k++) {
            long due = begin + (long) (k * 1e9 / fps);
            for (long left = due - System.nanoTime(); left > 0 && !over; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            I420Frame picture = sent(k);
            try (OutgoingFrame frame = peer.outgoing().allocate(width, stamp.stampedHeight())) {
                int counter = samples.sent(System.nanoTime());
                picture.copyTo(stamp.picture(frame.view()));
                stamp.write(frame.view(), counter);
                peer.outgoing().push(frame, 0);
            }
        }
    }

    private void receive() {
        while (!over) {
            try (ReceivedFrame frame = peer.incoming().take()) {
                if (frame == null) {
                    LockSupport.parkNanos(this, 20_000_000);
                    continue;
                }
                I420Frame view = frame.view();
                if (firstNanos == 0) {
                    firstNanos = frame.arrivedNanos();
                }
                boolean whole = view.width() == stamp.width() && view.height() == stamp.stampedHeight();
                int counter = whole ? stamp.read(view) : LoopStamp.UNREADABLE;
                if (counter != LoopStamp.UNREADABLE) {
                    samples.back(counter, frame.arrivedNanos());
                    if (counter % PSNR_EVERY == 0) {
                        psnr.add(Psnr.luma(sent(counter), stamp.picture(view)));
                    }
                    give(view);
                    if (readable.getCount() > 0) {
                        readableNanos = frame.arrivedNanos();
                        readable.countDown();
                    }
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        over = true;
        try {
            sending.join();
            receiving.join();
            if (session != null) {
                worker.end(session);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            peer.close();
        }
    }
}
