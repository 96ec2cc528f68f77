package dev.facewire.gpu.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.media.I420Frame;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.vision.enrol.Enroller;
import dev.facewire.vision.enrol.SourceFace;
import dev.facewire.vision.swap.EngineSpeed;
import dev.facewire.vision.swap.FaceProcessor;
import dev.facewire.vision.swap.FaceSession;
import dev.facewire.vision.swap.FrameJob;
import dev.facewire.vision.swap.FrameOutcome;
import dev.facewire.vision.swap.FrameOutcome.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The device's thread with frames and an engine of the test's: what goes first, and whose misfortune a failure is. */
class DeviceLoopTest {
    private static final long MS = 1_000_000;

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final Engine engine = new Engine();
    private final DeviceLoop loop = new DeviceLoop("test", () -> engine, faults::add, Duration.ofMillis(200));
    private final CountDownLatch held = new CountDownLatch(1);

    @BeforeEach
    void start() throws Exception {
        get(loop.start(processor -> null));
    }

    @AfterEach
    void stop() {
        held.countDown();
        loop.close();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Fault fault) {
                throw fault;
            }
            throw e;
        }
    }

    /** Returns when the device's thread stands still in a call, until {@link #held} is counted down. */
    private void hold() throws InterruptedException {
        CountDownLatch standing = new CountDownLatch(1);
        var unused = loop.callAlways("hold", processor -> {
            standing.countDown();
            awaitQuietly(held);
        });
        assertThat(standing.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private FrameStream join(Port port) {
        FrameStream stream = new FrameStream(port, new Face(), SessionOptions.DEFAULTS);
        loop.add(stream);
        return stream;
    }

    @Test
    void theLongestWaitGoesFirst() throws Exception {
        hold();
        Port fresh = new Port("fresh");
        Port old = new Port("old");
        fresh.arrive(10);
        old.arrive(60);
        join(fresh);
        join(old);
        held.countDown();
        get(fresh.sent);
        get(old.sent);
        assertThat(events).containsExactly("frames 60 10", "sent old", "sent fresh");
    }

    @Test
    void aFrameThatIsTooOldIsDroppedAndCounted() throws Exception {
        hold();
        Port port = new Port("p");
        Frame late = port.arrive(600);
        FrameStream stream = join(port);
        held.countDown();
        get(late.closed);
        assertThat(stream.stats().framesDropped()).isEqualTo(1);
        port.arrive(0);
        get(port.sent);
        assertThat(events).containsExactly("frames 0", "sent p");
    }

    @Test
    void aFrameThatThrowsWhileItIsCopiedCostsItsOwnSessionOnly() throws Exception {
        hold();
        Port bad = new Port("bad");
        Frame broken = bad.arrive(20);
        broken.onView = () -> {
            throw new IllegalStateException("on purpose");
        };
        Port good = new Port("good");
        good.arrive(10);
        FrameStream badStream = join(bad);
        FrameStream goodStream = join(good);
        held.countDown();
        get(good.sent);
        get(broken.closed);
        assertThat(events).containsExactly("frames 10", "sent good");
        assertThat(badStream.stats().engineFaults()).isEqualTo(1);
        assertThat(goodStream.stats().engineFaults()).isZero();
        assertThat(faults).isEmpty();
    }

    @Test
    void aFrameThatCantBeSentCostsItsOwnSessionOnly() throws Exception {
        hold();
        Port bad = new Port("bad");
        bad.onPush = () -> {
            throw new IllegalStateException("on purpose");
        };
        bad.arrive(20);
        Port good = new Port("good");
        good.arrive(10);
        FrameStream badStream = join(bad);
        join(good);
        held.countDown();
        get(good.sent);
        assertThat(events).containsExactly("frames 20 10", "sent good");
        assertThat(badStream.stats().engineFaults()).isEqualTo(1);
    }

    @Test
    void aBatchThatFailsIsNotSentAndTheNextOneIs() throws Exception {
        Port port = new Port("p");
        engine.failing = true;
        FrameStream stream = join(port);
        get(port.arrive(0).closed);
        assertThat(events).containsExactly("frames 0");
        engine.failing = false;
        port.arrive(0);
        get(port.sent);
        assertThat(stream.stats().engineFaults()).isEqualTo(1);
    }

    @Test
    void framesAndLongCallsTakeTurns() throws Exception {
        hold();
        Port port = new Port("p");
        port.arrive(0);
        join(port);
        List<CompletableFuture<Void>> calls = List.of(longCall("a", port), longCall("b", port), longCall("c", port));
        held.countDown();
        for (CompletableFuture<Void> call : calls) {
            get(call);
        }
        get(loop.callAlways("last", processor -> {}));
        List<String> turns =
                events.stream().filter(event -> !event.startsWith("sent")).toList();
        assertThat(turns).containsSubsequence("call a", "frames 0", "call b", "frames 0", "call c", "frames 0");
        for (int i = 1; i < turns.size(); i++) {
            assertThat(turns.get(i - 1).startsWith("call") && turns.get(i).startsWith("call"))
                    .as("two calls without a batch between them")
                    .isFalse();
        }
    }

    /** Longer than the slice that calls may share; a frame arrives meanwhile. */
    private CompletableFuture<Void> longCall(String name, Port port) {
        return loop.callAlways(name, processor -> {
            events.add("call " + name);
            long until = System.nanoTime() + 8 * MS;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            port.arrive(0);
        });
    }

    @Test
    void aCallBehindOneThatHangsFailsInTimeAndIsNotDoneLater() throws Exception {
        hold();
        DeviceLoop.InWork before = loop.inWork();
        assertThat(before.name()).isEqualTo("hold");
        CompletableFuture<String> behind = loop.call("open", processor -> {
            events.add("opened");
            return "";
        });
        CompletableFuture<Void> revoke = loop.callAlways("revoke", processor -> events.add("revoked"));
        for (CompletableFuture<?> call : List.of(behind, revoke)) {
            assertThatThrownBy(() -> get(call)).isInstanceOfSatisfying(Fault.class, fault -> {
                assertThat(fault.code()).isEqualTo(ErrorCode.WORKER_TIMEOUT);
                assertThat(fault).hasMessageContaining("did not get to");
            });
        }
        assertThat(loop.inWork()).as("a watch sees that it is the same").isEqualTo(before);
        held.countDown();
        get(loop.callAlways("last", processor -> {}));
        assertThat(events).as("what covers a picture is done nevertheless").containsExactly("revoked");
    }

    @Test
    void whatIsMadeTooLateIsClosed() throws Exception {
        Face face = new Face();
        CompletableFuture<Face> opened = loop.call("open", processor -> {
            awaitQuietly(held);
            return face;
        });
        assertThatThrownBy(() -> get(opened)).isInstanceOf(Fault.class);
        held.countDown();
        get(face.closed);
    }

    @Test
    void aThreadThatWaitsForANetworkGivesUpWhenItIsInterrupted() throws Exception {
        hold();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread photo = new Thread(() -> {
            try {
                loop.networkCalls().run("find faces", () -> events.add("found"));
            } catch (Fault fault) {
                thrown.set(fault);
            }
        });
        photo.start();
        photo.interrupt();
        photo.join();
        assertThat(thrown.get()).isInstanceOf(Fault.class);
        held.countDown();
        get(loop.callAlways("last", processor -> {}));
        assertThat(events).isEmpty();
    }

    @Test
    void aCallThatLosesTheDeviceGivesItUpAndAnyOtherFailureDoesNot() throws Exception {
        CompletableFuture<Object> failed = loop.call("look", processor -> {
            throw new IllegalStateException("no face");
        });
        assertThatThrownBy(() -> get(failed)).hasMessageContaining("no face");
        assertThat(faults).isEmpty();
        CompletableFuture<Object> lost = loop.call("look", processor -> {
            throw new IllegalStateException("CUDA error: an illegal memory access was encountered");
        });
        assertThatThrownBy(() -> get(lost)).hasMessageContaining("CUDA error");
        get(engine.closed);
        assertThat(faults).singleElement().asString().contains("CUDA error");
        assertThatThrownBy(() -> get(loop.call("open", processor -> ""))).hasMessageContaining("CUDA error");
    }

    @Test
    void whatFreesSomethingIsDoneBeforeTheDeviceIsClosed() throws Exception {
        hold();
        CompletableFuture<String> open = loop.call("open", processor -> "");
        var unused = loop.callAlways("close a face", processor -> events.add("face closed"));
        CompletableFuture<Void> closing = CompletableFuture.runAsync(loop::close);
        while (!loop.closing()) {
            Thread.onSpinWait();
        }
        held.countDown();
        get(closing);
        get(engine.closed);
        assertThat(events).containsExactly("face closed", "engine closed");
        assertThat(open).isCompletedExceptionally();
    }

    /** A session's frames, of which each returns at most once. */
    private final class Port implements FramePort {
        private final String name;
        private final AtomicReference<Frame> slot = new AtomicReference<>();
        private final CompletableFuture<Void> sent = new CompletableFuture<>();
        private volatile Runnable wake = () -> {};
        private volatile Runnable onPush = () -> {};
        private volatile long arrived;
        private volatile long pushed;

        Port(String name) {
            this.name = name;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time
        Frame arrive(long msAgo) {
            Frame frame = new Frame(msAgo);
            slot.set(frame);
            arrived++;
            wake.run();
            return frame;
        }

        @Override
        public Received take() {
            return slot.getAndSet(null);
        }

        @Override
        public void onArrival(Runnable action) {
            wake = action;
        }

        @Override
        public long arrived() {
            return arrived;
        }

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public Outgoing allocate(int width, int height) {
            I420Frame view = I420Frame.allocate(width, height);
            return new Outgoing() {
                @Override
                public I420Frame view() {
                    return view;
                }

                @Override
                public void close() {
                    // Java's own memory
                }
            };
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // only the loop's thread writes
        public void push(Outgoing frame) {
            onPush.run();
            pushed++;
            events.add("sent " + name);
            sent.complete(null);
        }

        @Override
        public void repeat() {
            throw new AssertionError("no engine is slow here");
        }

        @Override
        public long pushed() {
            return pushed;
        }
    }

    private static final class Frame implements FramePort.Received {
        private final I420Frame view = I420Frame.allocate(64, 48);
        private final CompletableFuture<Void> closed = new CompletableFuture<>();
        private final long arrivedNanos;
        private volatile Runnable onView = () -> {};

        /** Its age stands in its first pixel, for the engine to name it. */
        Frame(long msAgo) {
            arrivedNanos = System.nanoTime() - msAgo * MS;
            view.y().put(0, (byte) Math.min(127, msAgo));
        }

        @Override
        public I420Frame view() {
            onView.run();
            return view;
        }

        @Override
        public int rotation() {
            return 0;
        }

        @Override
        public long arrivedNanos() {
            return arrivedNanos;
        }

        @Override
        public void close() {
            closed.complete(null);
        }
    }

    private static final class Face implements FaceSession {
        private final CompletableFuture<Void> closed = new CompletableFuture<>();

        @Override
        public void face(SourceFace face) {
            throw new AssertionError("not asked for");
        }

        @Override
        public void engine(String name) {
            throw new AssertionError("not asked for");
        }

        @Override
        public void revoke() {
            throw new AssertionError("not asked for");
        }

        @Override
        public void close() {
            closed.complete(null);
        }
    }

    private final class Engine implements FaceProcessor {
        private final CompletableFuture<Void> closed = new CompletableFuture<>();
        private volatile boolean failing;

        @Override
        public List<String> models() {
            return List.of("mesh");
        }

        @Override
        public List<EngineSpeed> warmUp() {
            return List.of();
        }

        @Override
        public Enroller enroller() {
            throw new AssertionError("not asked for");
        }

        @Override
        public FaceSession open(SourceFace face, String engine) {
            return new Face();
        }

        @Override
        public void process(List<FrameJob> jobs) {
            StringBuilder ages = new StringBuilder("frames");
            jobs.forEach(job -> ages.append(' ').append(job.frame().y().get(0)));
            events.add(ages.toString());
            if (failing) {
                throw new IllegalStateException("on purpose");
            }
            jobs.forEach(job -> job.outcome(new FrameOutcome(Verdict.SWAPPED, 1, false)));
        }

        @Override
        public void close() {
            events.add("engine closed");
            closed.complete(null);
        }
    }
}
