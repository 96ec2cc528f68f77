package dev.facewire.gpu.device;

import dev.facewire.gpu.device.EngineFaults.Judged;
import dev.facewire.rtc.OutgoingFrame;
import dev.facewire.rtc.ReceivedFrame;
import dev.facewire.vision.swap.FaceProcessor;
import dev.facewire.vision.swap.FrameJob;
import dev.facewire.vision.swap.FrameOutcome.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that works with a device. It owns the {@link FaceProcessor}: opens it, runs every call to it, closes
 * it. The way of a frame reads top to bottom in {@link #round}.
 */
public final class DeviceLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeviceLoop.class);
    /** A frame that waited longer than this is no live picture any more. */
    private static final long LATE_NANOS = 500_000_000;
    /** How long the loop sleeps when no arrival wakes it; only a bound, against a wake-up that was missed. */
    private static final long IDLE_NANOS = 20_000_000;

    private static final long CLOSE_SECONDS = 10;
    /** Between pictures that are sent again: less than what makes a client doubt a worker of whom its gateway hears nothing. */
    private static final long REPEAT_MS = 200;

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<FrameStream> streams = new CopyOnWriteArrayList<>();
    private final Stress stress = new Stress(System.nanoTime());
    private final EngineFaults faults = new EngineFaults();
    private final Supplier<FaceProcessor> opener;
    private final Consumer<String> onFault;
    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private FaceProcessor processor; // confined to the thread
    private String whyClosed = "the device loop has ended"; // confined to the thread, until it has ended
    private volatile boolean closing;
    private final SlowBatches slow = new SlowBatches();
    private volatile long rounds;
    private volatile boolean inRound;

    /**
     * A loop that {@link #start} starts.
     *
     * @param name of the device
     * @param opener opens the processor, on the loop's thread
     * @param onFault is told once, on the loop's thread, why the device is given up; the loop ends then
     */
    public DeviceLoop(String name, Supplier<FaceProcessor> opener, Consumer<String> onFault) {
        this.opener = opener;
        this.onFault = onFault;
        this.thread = new Thread(this::run, "device-" + name);
        thread.setDaemon(true); // one that hangs must not keep the process
    }

    /** Starts the thread and opens the processor; completes with what {@code first} makes of it, or its failure. */
    public <T> CompletableFuture<T> start(Function<FaceProcessor, T> first) {
        CompletableFuture<T> started = call(first);
        thread.start();
        return started;
    }

    /** Runs something with the processor between two batches. */
    public <T> CompletableFuture<T> call(Function<FaceProcessor, T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        tasks.add(() -> {
            try {
                if (processor == null) {
                    throw new IllegalStateException(whyClosed);
                }
                result.complete(task.apply(processor));
            } catch (Throwable t) { // a native error too must reach the caller and not end the loop
                result.completeExceptionally(t);
            }
        });
        if (ended.isDone()) {
            runTasks(); // nobody else will: they complete with the failure
        }
        LockSupport.unpark(thread);
        return result;
    }

    /** Takes a session's frames from now on. */
    public void add(FrameStream stream) {
        stream.incoming().onArrival(() -> LockSupport.unpark(thread));
        streams.add(stream);
    }

    /** Takes them no more; when the future completes, none of its frames is in work. */
    public CompletableFuture<Void> remove(FrameStream stream) {
        streams.remove(stream);
        return call(betweenBatches -> null);
    }

    /**
     * Some engines are so slow that a picture which stands still would be taken for a lost connection: while they work, the last
     * pictures are sent again, for so long. Called once, when the device is warm.
     *
     * @param bearableMs for how long a batch may be in work, by the engine that sessions ask for
     */
    public void slow(Map<String, Double> bearableMs) {
        slow.engines(bearableMs);
        if (bearableMs.isEmpty()) {
            return;
        }
        Thread repeating = new Thread(this::repeat, thread.getName() + "-repeats");
        repeating.setDaemon(true);
        repeating.start();
    }

    /** Until the loop has ended. Every session waits for the batch, those too that have no frame in it. */
    private void repeat() {
        try {
            while (!ended.isDone()) {
                TimeUnit.MILLISECONDS.sleep(REPEAT_MS);
                if (slow.inWork(System.nanoTime())) {
                    streams.forEach(stream -> stream.outgoing().repeat());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How hard the device works; see {@link Stress}. */
    public double stress() {
        return stress.value(System.nanoTime());
    }

    /** Share of its time that it works, 0 to 1, over about the last second. */
    public double busy() {
        return stress.busy();
    }

    /** A number that stays the same while one batch is in work; −1 while none is. For noticing a device that hangs. */
    public long batchInWork() {
        return inRound ? rounds : -1;
    }

    private void run() {
        try {
            processor = opener.get();
        } catch (Throwable t) {
            log.debug("opening failed", t);
            whyClosed = "the device can't be opened: " + t;
        }
        while (!closing && processor != null) {
            runTasks();
            boolean worked = !streams.isEmpty() && round();
            stress.report(worked, System.nanoTime());
            if (!worked && tasks.isEmpty()) {
                LockSupport.parkNanos(this, IDLE_NANOS);
                stress.report(false, System.nanoTime());
            }
        }
        end();
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** One batch, from the mailboxes to the encoders; false when no frame was there. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes
    private boolean round() {
        List<InWork> batch = takeFreshest();
        try {
            if (batch.isEmpty()) {
                return false;
            }
            rounds++;
            inRound = true;
            long begin = System.nanoTime();
            batch.forEach(InWork::copy);
            slow.begins(batch.stream().map(InWork::engine).toList(), begin);
            process(batch);
            long end = System.nanoTime();
            double ms = (end - begin) / 1e6 / batch.size();
            batch.forEach(frame -> frame.send(ms));
            batch.forEach(frame -> stress.done(end - frame.received.arrivedNanos(), frame.stream.intervalNanos(), end));
            judge(batch, null);
            return true;
        } catch (Throwable t) { // fail closed: what was not sent yet is not sent
            log.error("a batch failed; its frames are not sent", t);
            batch.forEach(frame -> frame.stream.countFault());
            judge(batch, t);
            return true;
        } finally {
            inRound = false;
            slow.ends();
            batch.forEach(InWork::release);
        }
    }

    /** The freshest frame of every session that has one, longest wait first; late ones are dropped. */
    private List<InWork> takeFreshest() {
        List<InWork> batch = new ArrayList<>(streams.size());
        long now = System.nanoTime();
        for (FrameStream stream : streams) {
            ReceivedFrame frame = stream.incoming().take();
            if (frame == null) {
                continue;
            }
            if (now - frame.arrivedNanos() > LATE_NANOS) {
                stream.countLate();
                frame.close();
            } else {
                stream.taken(frame.arrivedNanos());
                batch.add(new InWork(stream, frame));
            }
        }
        batch.sort(Comparator.comparingLong(work -> work.received.arrivedNanos() - now));
        return batch;
    }

    /**
     * Ends the loop where the device is broken; its sessions have another worker to go to.
     *
     * @param failure of the batch as a whole, or null
     */
    private void judge(List<InWork> batch, Throwable failure) {
        String why =
                faults.judge(batch.stream().map(frame -> frame.judged(failure)).toList(), System.nanoTime());
        if (why != null && !closing) {
            closing = true;
            whyClosed = why;
            onFault.accept(why);
        }
    }

    private void process(List<InWork> batch) {
        processor.process(batch.stream().map(work -> work.job).toList());
    }

    /** One frame on its way: owns the one that came and the one that goes, until sent. */
    private static final class InWork {
        private final FrameStream stream;
        private final ReceivedFrame received;
        private OutgoingFrame outgoing;
        private FrameJob job;

        InWork(FrameStream stream, ReceivedFrame received) {
            this.stream = stream;
            this.received = received;
        }

        void copy() {
            int rotation = received.rotation();
            var view = received.view();
            outgoing =
                    stream.outgoing().allocate(UprightCopy.width(view, rotation), UprightCopy.height(view, rotation));
            UprightCopy.copy(view, rotation, outgoing.view());
            job = new FrameJob(stream.face(), outgoing.view(), stream.options(), received.arrivedNanos());
        }

        String engine() {
            return stream.options().engine();
        }

        Judged judged(Throwable failure) {
            String engine = engine();
            if (failure != null || job.outcome() == null) {
                return new Judged(engine, false, true, failure);
            }
            return new Judged(
                    engine, job.outcome().facesSwapped() > 0, job.outcome().fault(), job.failure());
        }

        /** Only a frame that the processor has judged goes out. */
        void send(double ms) {
            if (job.outcome() == null) {
                stream.countFault();
                return;
            }
            stream.count(job.outcome(), job.picture().width(), job.picture().height(), ms);
            if (job.outcome().verdict() != Verdict.HELD) {
                OutgoingFrame sending = outgoing;
                outgoing = null;
                stream.outgoing().push(sending, 0);
            }
        }

        void release() {
            received.close();
            if (outgoing != null) {
                outgoing.close();
            }
        }
    }

    private void end() {
        FaceProcessor closed = processor;
        try {
            runTasks();
            if (closed != null) {
                closed.close();
            }
        } catch (RuntimeException | Error e) {
            log.warn("the device did not close in order", e);
        } finally {
            processor = null;
            ended.complete(null);
            runTasks();
        }
    }

    /**
     * Ends the thread and closes the processor; waits for it, so not from the loop's own thread. A device that hangs is
     * left behind after a while, with its thread: nothing can end that.
     */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        if (!thread.isAlive()) {
            return;
        }
        try {
            ended.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            log.error("the device hangs; its thread is left behind");
        } catch (ExecutionException e) {
            throw new IllegalStateException("never completed so", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
