package dev.facewire.gpu.device;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.vision.enrol.NetworkCalls;
import dev.facewire.vision.swap.FaceProcessor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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
    /**
     * Between pictures that are sent again: less than what makes a client doubt a worker of whom its gateway hears
     * nothing.
     */
    private static final long REPEAT_MS = 200;

    /**
     * Of time that calls may take between two batches, beyond the first: many small ones need not take a batch each.
     */
    private static final long SLICE_NANOS = 5_000_000;
    /** Of a call, waiting included; as long as a batch may take before the device counts as hanging. */
    private static final Duration CALL_LIMIT = Duration.ofSeconds(10);
    /** Opening and warming up: loading CUDA and compiling its kernels for a new device takes minutes. */
    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    private final DeviceCalls calls;
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
    private volatile Duration callLimit;
    private long begun; // confined to the thread
    private volatile InWork inWork;

    /**
     * A loop that {@link #start} starts.
     *
     * @param name of the device
     * @param opener opens the processor, on the loop's thread
     * @param onFault is told once, on the loop's thread, why the device is given up; the loop ends then
     */
    public DeviceLoop(String name, Supplier<FaceProcessor> opener, Consumer<String> onFault) {
        this(name, opener, onFault, CALL_LIMIT);
    }

    DeviceLoop(String name, Supplier<FaceProcessor> opener, Consumer<String> onFault, Duration callLimit) {
        this.callLimit = callLimit;
        this.calls = new DeviceCalls(name);
        this.opener = opener;
        this.onFault = onFault;
        this.thread = new Thread(this::run, "device-" + name);
        thread.setDaemon(true); // one that hangs must not keep the process
    }

    /**
     * What the thread works on.
     *
     * @param number another one for each piece of work
     * @param name of it, for people
     */
    public record InWork(long number, String name) {}

    /** Starts the thread and opens the processor; completes with what {@code first} makes of it, or its failure. */
    public <T> CompletableFuture<T> start(Function<FaceProcessor, T> first) {
        CompletableFuture<T> started = calls.add("start", START_LIMIT, false, first);
        thread.start();
        return started;
    }

    /**
     * Runs something short with the processor between two batches.
     *
     * @param name for the log
     * @return what it gave; a Fault WORKER_TIMEOUT when it was not done in time: it is not begun then, and what it
     *     gives nevertheless is closed
     */
    public <T> CompletableFuture<T> call(String name, Function<FaceProcessor, T> task) {
        return add(name, false, task);
    }

    /**
     * The same for what frees or covers something: it is run however late it is, also where the future failed before.
     */
    public CompletableFuture<Void> callAlways(String name, Consumer<FaceProcessor> task) {
        return add(name, true, processor -> {
            task.accept(processor);
            return null;
        });
    }

    private <T> CompletableFuture<T> add(String name, boolean always, Function<FaceProcessor, T> task) {
        CompletableFuture<T> result = calls.add(name, callLimit, always, task);
        if (ended.isDone()) {
            failCalls(); // nobody else will
        }
        LockSupport.unpark(thread);
        return result;
    }

    /** For a thread that works on photos: it waits for each call, and gives up when it is interrupted. */
    public NetworkCalls networkCalls() {
        return new NetworkCalls() {
            @Override
            public <T> T run(String name, Supplier<T> network) {
                return await(call(name, processor -> network.get()));
            }
        };
    }

    private static <T> T await(CompletableFuture<T> call) {
        try {
            return call.get();
        } catch (InterruptedException e) {
            call.cancel(false); // then it is not begun
            Thread.currentThread().interrupt();
            throw new Fault(ErrorCode.WORKER_TIMEOUT, "looking at the photo took too long; try again");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a network failed", e.getCause());
        }
    }

    /** Takes a session's frames from now on. */
    public void add(FrameStream stream) {
        stream.port().onArrival(() -> LockSupport.unpark(thread));
        streams.add(stream);
    }

    /** Takes them no more; when the future completes, none of its frames is in work. */
    public CompletableFuture<Void> remove(FrameStream stream) {
        streams.remove(stream);
        return callAlways("leave", betweenBatches -> {});
    }

    /**
     * Some engines are so slow that a picture which stands still would be taken for a lost connection: while they
     * work, the last pictures are sent again, for so long. Called once, when the device is warm.
     *
     * @param bearableMs for how long a batch may be in work, by the engine that sessions ask for
     */
    public void slow(Map<String, Double> bearableMs) {
        slow.engines(bearableMs);
        if (bearableMs.isEmpty()) {
            return;
        }
        double slowest = Collections.max(bearableMs.values());
        callLimit = CALL_LIMIT.plusMillis((long) slowest); // a call waits for the batch in work
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
                    streams.forEach(stream -> stream.port().repeat());
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

    /** Whether it ends as soon as what is in work is done. */
    boolean closing() {
        return closing;
    }

    /** What the thread works on, be it a batch or a call; null for nothing. For noticing a device that hangs. */
    public InWork inWork() {
        return inWork;
    }

    private void run() {
        try {
            processor = opener.get();
        } catch (Throwable t) {
            log.debug("opening failed", t);
            whyClosed = "the device can't be opened: " + t;
        }
        while (!closing && processor != null) {
            boolean batch = !streams.isEmpty() && round();
            boolean called = !closing && runCalls();
            stress.report(batch || called, System.nanoTime());
            if (!batch && !called && calls.isEmpty()) {
                LockSupport.parkNanos(this, IDLE_NANOS);
                stress.report(false, System.nanoTime());
            }
        }
        end();
    }

    /** The first call that waits, and more while they are short; false when there was none. */
    private boolean runCalls() {
        long begin = System.nanoTime();
        boolean any = false;
        do {
            DeviceCalls.Call<?> call = calls.poll();
            if (call == null) {
                return any;
            }
            any = true;
            run(call);
        } while (!closing && System.nanoTime() - begin < SLICE_NANOS);
        return true;
    }

    private void run(DeviceCalls.Call<?> call) {
        begin(call.name());
        Throwable failure;
        try {
            failure = call.run(processor);
        } finally {
            inWork = null;
        }
        if (failure != null && FaultWatch.lost(failure)) {
            giveUp("the device has a fault: " + failure);
        }
    }

    private void begin(String name) {
        inWork = new InWork(++begun, name);
    }

    /** The loop ends; the sessions have another worker to go to. */
    private void giveUp(String why) {
        if (!closing) {
            closing = true;
            whyClosed = why;
            onFault.accept(why);
        }
    }

    /** One batch, from the mailboxes to the encoders; false when no frame was there. */
    private boolean round() {
        List<FrameInWork> taken = takeFreshest();
        if (taken.isEmpty()) {
            return false;
        }
        List<FrameInWork> batch = List.of();
        try {
            begin("frames");
            long begin = System.nanoTime();
            batch = taken.stream().filter(FrameInWork::copy).toList();
            slow.begins(batch.stream().map(FrameInWork::engine).toList(), begin);
            process(batch);
            long end = System.nanoTime();
            double ms = (end - begin) / 1e6 / taken.size();
            batch.forEach(frame -> frame.send(ms));
            taken.forEach(frame -> stress.done(end - frame.arrivedNanos(), frame.intervalNanos(), end));
            judge(batch, null);
        } catch (Throwable t) { // fail closed: what was not sent yet is not sent
            log.error("a batch failed; its frames are not sent", t);
            batch.forEach(FrameInWork::countFault);
            judge(batch, t);
        } finally {
            inWork = null;
            slow.ends();
            taken.forEach(FrameInWork::release);
        }
        return true;
    }

    /** The freshest frame of every session that has one, longest wait first; late ones are dropped. */
    private List<FrameInWork> takeFreshest() {
        List<FrameInWork> batch = new ArrayList<>(streams.size());
        long now = System.nanoTime();
        for (FrameStream stream : streams) {
            FramePort.Received frame = stream.port().take();
            if (frame != null && now - frame.arrivedNanos() > LATE_NANOS) {
                stream.countLate();
                frame.close();
            } else if (frame != null) {
                stream.taken(frame.arrivedNanos());
                batch.add(new FrameInWork(stream, frame));
            }
        }
        batch.sort(Comparator.comparingLong(work -> work.arrivedNanos() - now));
        return batch;
    }

    private void process(List<FrameInWork> batch) {
        if (!batch.isEmpty()) {
            processor.process(batch.stream().map(FrameInWork::job).toList());
        }
    }

    /**
     * Gives the device up where it is broken.
     *
     * @param failure of the batch as a whole, or null
     */
    private void judge(List<FrameInWork> batch, Throwable failure) {
        String why =
                faults.judge(batch.stream().map(frame -> frame.judged(failure)).toList(), System.nanoTime());
        if (why != null) {
            giveUp(why);
        }
    }

    private void end() {
        try {
            for (DeviceCalls.Call<?> call = calls.poll(); call != null; call = calls.poll()) {
                if (call.always() && processor != null) {
                    call.run(processor);
                } else {
                    call.fail(whyClosed);
                }
            }
            if (processor != null) {
                processor.close();
            }
        } catch (RuntimeException | Error e) {
            log.warn("the device did not close in order", e);
        } finally {
            processor = null;
            ended.complete(null);
            failCalls();
        }
    }

    private void failCalls() {
        for (DeviceCalls.Call<?> call = calls.poll(); call != null; call = calls.poll()) {
            call.fail(whyClosed);
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
