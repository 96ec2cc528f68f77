package dev.facewire.bench.moves;

import dev.facewire.bench.quality.clip.ClipSpec;
import dev.facewire.bench.quality.run.FootageInput;
import dev.facewire.client.capture.CaptureLoop;
import dev.facewire.client.capture.VideoInput;
import dev.facewire.client.gateway.GatewayAddress;
import dev.facewire.client.gateway.GatewayClient;
import dev.facewire.client.gateway.Gateways;
import dev.facewire.client.picture.FramePool;
import dev.facewire.client.picture.FrameSize;
import dev.facewire.client.record.Recorder;
import dev.facewire.client.session.RtcLink;
import dev.facewire.client.session.RunSettings;
import dev.facewire.client.session.SwapRun;
import dev.facewire.media.I420Frame;
import dev.facewire.protocol.session.OptionsPatch;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A person in a call: the real client in this JVM, with the demo's clip at 320×240. Each picture that comes back
 * is compared with what was sent for it, where the face is: a bare face would look the same.
 */
public final class Caller {
    private static final FrameSize SIZE = new FrameSize(320, 240);

    private final AtomicInteger compared = new AtomicInteger();
    private final AtomicInteger bare = new AtomicInteger();
    private volatile double least = Double.MAX_VALUE;
    private final AtomicInteger shown = new AtomicInteger();
    private final CompletableFuture<SwapRun.Outcome> outcome = new CompletableFuture<>();
    private final SwapRun run;
    private final VideoInput input;
    private final Recorder recorder;
    private final Thread thread;

    private Caller(Path home, Path logs, String name, List<String> urls, String token, double fps) throws IOException {
        FramePool pool = new FramePool();
        input = new FootageInput(
                new ClipSpec(home.resolve("demo/clip.mp4"), 0)
                        .read(SIZE, Integer.MAX_VALUE)
                        .toAndFro(fps),
                1);
        recorder = new Recorder(new Recorder.Wishes(null, null, null, null, this::compare), input.size(), pool);
        RunSettings settings = new RunSettings(
                Files.readAllBytes(home.resolve("demo/face.jpg")),
                null,
                OptionsPatch.NONE,
                new CaptureLoop.Settings(fps, null, true),
                true,
                RunSettings.DEFAULT_PATIENCE,
                "test");
        Gateways gateways = new Gateways(urls.stream()
                .map(url -> new GatewayClient(GatewayAddress.parse(url), token, null))
                .toList());
        OutputStream log = Files.newOutputStream(Files.createDirectories(logs).resolve(name + ".log"));
        run = new SwapRun(
                settings,
                gateways,
                RtcLink::open,
                input,
                recorder,
                pool,
                new PrintStream(log, true, StandardCharsets.UTF_8),
                false);
        thread = new Thread(this::run, name);
    }

    /**
     * Starts one, and waits until swapped pictures come back.
     *
     * @param home the project's directory, for the demo's clip and face
     * @param logs for what the client says
     * @param urls of the gateways
     * @param fps frames sent a second
     */
    public static Caller start(Path home, Path logs, String name, List<String> urls, double fps)
            throws IOException, InterruptedException {
        return start(home, logs, name, urls, null, fps);
    }

    /**
     * Starts one with a token, and waits until swapped pictures come back.
     *
     * @param token that lets the client in; null where none is needed
     */
    public static Caller start(Path home, Path logs, String name, List<String> urls, String token, double fps)
            throws IOException, InterruptedException {
        Caller caller = new Caller(home, logs, name, urls, token, fps);
        caller.thread.start();
        caller.awaitPictures(5, Duration.ofSeconds(40));
        return caller;
    }

    private void run() {
        try {
            outcome.complete(run.run());
        } catch (Throwable t) {
            outcome.completeExceptionally(t);
        }
    }

    private void compare(I420Frame sent, I420Frame returned) {
        shown.incrementAndGet();
        if (sent == null) {
            return; // a wholly shielded picture that could not be matched with one that was sent
        }
        ByteBuffer a = sent.y();
        ByteBuffer b = returned.y();
        long sum = 0;
        for (int y = DemoFace.Y0; y < DemoFace.Y1; y++) {
            for (int x = DemoFace.X0; x < DemoFace.X1; x++) {
                sum += Math.abs((a.get(y * sent.strideY() + x) & 0xff) - (b.get(y * returned.strideY() + x) & 0xff));
            }
        }
        double difference = (double) sum / ((DemoFace.Y1 - DemoFace.Y0) * (DemoFace.X1 - DemoFace.X0));
        compared.incrementAndGet();
        least = Math.min(least, difference);
        if (difference < DemoFace.BARE) {
            bare.incrementAndGet();
        }
    }

    /** Waits for so many pictures from now on. */
    public void awaitPictures(int count, Duration atMost) throws InterruptedException {
        int before = shown.get();
        long deadline = System.nanoTime() + atMost.toNanos();
        while (shown.get() - before < count) {
            if (outcome.isDone()) {
                throw new IllegalStateException(
                        "the client ended early: " + outcome.join().failure());
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "only " + (shown.get() - before) + " pictures within " + atMost.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Ends the call. */
    public SwapRun.Outcome end() throws InterruptedException {
        run.requestStop("the call is over");
        try {
            return outcome.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the client does not end", e);
        }
    }

    /** The longest time without a fresh swapped frame since this was last asked, in ms. */
    public double recentGapMs() {
        Double gap = run.recentGapMs();
        return gap == null ? 0 : gap;
    }

    /** Pictures that came back and were shown. */
    public int shown() {
        return shown.get();
    }

    /** Pictures that were compared with what was sent for them. */
    public int compared() {
        return compared.get();
    }

    /** Pictures whose face came back as it was sent. */
    public int bare() {
        return bare.get();
    }

    /** The least mean difference between a face that was sent and what came back, in levels of 255. */
    public double leastDifference() {
        return least;
    }

    /** Ends the call where it still goes on, and gives all back. */
    public void close() throws InterruptedException, IOException {
        run.requestStop("closed");
        thread.join(30_000);
        recorder.finish();
        input.close();
    }
}
