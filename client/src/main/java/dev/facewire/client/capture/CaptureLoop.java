package dev.facewire.client.capture;

import dev.facewire.media.I420Frame;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The thread that takes pictures from an input and hands each on when it is due. Before the clip starts, its first
 * picture is sent again and again until a frame has come back (or {@link #PREROLL} is over): the first frames of a
 * connection are lost while the other end's decryption starts, and a clip should not lose its beginning to that.
 *
 * <pre>
 * PREROLL ──a frame came back, or time is over──▶ RUNNING ──end of input, time limit, stop()──▶ ENDED
 * </pre>
 */
public final class CaptureLoop {
    /** How long the first picture is repeated at most. */
    static final Duration PREROLL = Duration.ofSeconds(2);

    /** Receives the pictures, on the loop's thread. */
    public interface Target {
        /**
         * Sends a picture.
         *
         * @param picture valid during the call
         * @param preroll true for the repetitions before the start
         * @param mediaNanos when the picture is due, from the start
         */
        void send(I420Frame picture, boolean preroll, long mediaNanos);
    }

    /**
     * How to run.
     *
     * @param maxFps at most this many pictures a second; 0 for the input's own rate
     * @param limit stop after this; null for no limit
     * @param loop start over at the input's end
     */
    public record Settings(double maxFps, Duration limit, boolean loop) {}

    private final VideoInput input;
    private final Settings settings;
    private final BooleanSupplier cameBack;
    private final Target target;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "capture");
    private volatile boolean stop;
    private volatile Throwable failure;

    /** @param cameBack whether a frame has come back; asked on the loop's thread */
    public CaptureLoop(VideoInput input, Settings settings, BooleanSupplier cameBack, Target target) {
        this.input = input;
        this.settings = settings;
        this.cameBack = cameBack;
        this.target = target;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Asks the loop to end; returns at once. */
    public void stop() {
        stop = true;
        LockSupport.unpark(thread);
    }

    /** Waits for the end. True when it has come. */
    public boolean awaitEnd(Duration atMost) throws InterruptedException {
        return ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What ended the loop where it was no ordinary end; else null. */
    public Throwable failure() {
        return failure;
    }

    private void run() {
        try {
            I420Frame first = input.next();
            if (first != null) {
                I420Frame next = preroll(first);
                if (next != null) {
                    play(next);
                }
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            ended.countDown();
        }
    }

    /** Repeats the first picture (of a camera: sends what comes) and returns the one to begin with. */
    private I420Frame preroll(I420Frame first) {
        I420Frame picture = first;
        long step = (long) (1e9 / pace());
        long start = System.nanoTime();
        for (long k = 0; !stop && !cameBack.getAsBoolean() && System.nanoTime() - start < PREROLL.toNanos(); k++) {
            target.send(picture, true, 0);
            if (input.live()) {
                picture = input.next();
                if (picture == null) {
                    return null;
                }
            } else {
                sleepUntil(start + (k + 1) * step);
            }
        }
        return picture;
    }

    private void play(I420Frame first) {
        Pacer pacer = new Pacer(settings.maxFps());
        long start = System.nanoTime();
        long offset = -input.ptsNanos(); // what comes first is due now
        long lastDue = 0;
        I420Frame picture = first;
        while (!stop) {
            if (picture == null) {
                if (!settings.loop() || input.live() || !input.rewind()) {
                    return;
                }
                picture = input.next();
                if (picture == null) {
                    return;
                }
                offset = lastDue + (long) (1e9 / input.fps()) - input.ptsNanos();
            }
            long now = System.nanoTime() - start;
            long due = input.live() ? now : input.ptsNanos() + offset;
            lastDue = due;
            if (settings.limit() != null && due >= settings.limit().toNanos()) {
                return;
            }
            if (pacer.decide(due, now) == Pacer.Decision.SEND) {
                sleepUntil(start + due);
                if (stop) {
                    return;
                }
                target.send(picture, false, due);
            }
            picture = input.next();
        }
    }

    private double pace() {
        return settings.maxFps() > 0 ? Math.min(settings.maxFps(), input.fps()) : input.fps();
    }

    private void sleepUntil(long nanoTime) {
        while (!stop) {
            long wait = nanoTime - System.nanoTime();
            if (wait <= 0) {
                return;
            }
            LockSupport.parkNanos(wait);
        }
    }
}
