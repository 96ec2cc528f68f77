package dev.facewire.client.manual;

import dev.facewire.client.capture.CaptureLoop;
import dev.facewire.client.capture.VideoInput;
import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.fault.Words;
import dev.facewire.client.files.PartFile;
import dev.facewire.client.picture.FramePool;
import dev.facewire.client.picture.Pictures;
import dev.facewire.client.record.Recorder;
import dev.facewire.media.I420Frame;
import dev.facewire.media.LoopStamp;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.sdp.Description;
import dev.facewire.rtc.MediaOptions;
import dev.facewire.rtc.OutgoingFrame;
import dev.facewire.rtc.Peer;
import dev.facewire.rtc.PeerConfig;
import dev.facewire.rtc.PeerListener;
import dev.facewire.rtc.PeerState;
import dev.facewire.rtc.ReceivedFrame;
import dev.facewire.rtc.RtcUnavailableException;
import dev.facewire.rtc.VideoSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * A run whose offer and answer a person carries, as {@code sender.py} did it: writes the offer, says what to copy, waits for
 * Enter or for the answer, then sends and receives until the input ends. One connection, no second try. Owns its peer.
 */
public final class ManualRun {
    /** What ICE itself takes until it gives up. */
    private static final Duration MEDIA = Duration.ofSeconds(20);

    private static final Duration NATIVE = Duration.ofSeconds(10);
    private static final Duration DRAIN = Duration.ofMillis(500);
    private static final long SAY_NANOS = 5_000_000_000L;
    private static final int NUMBERS = 1 << 10;

    private final ManualOptions options;
    private final VideoSettings video;
    private final VideoInput input;
    private final CaptureLoop.Settings capture;
    private final Recorder recorder;
    private final FramePool pool;
    private final PrintStream out;
    private final LoopStamp stamp;
    private final long[] sentNanos = new long[NUMBERS];
    private final long[] loops = new long[NUMBERS];
    private volatile PeerState state = PeerState.NEW;
    private volatile boolean stop;
    private volatile long sent;
    private volatile long returned;
    private volatile int timed;
    private volatile long firstNanos;
    private volatile Throwable broken;

    /**
     * Prepares a run; nothing is written yet.
     *
     * @param video how to send; without trickle, since nobody could carry the candidates
     * @param input owned by the caller
     * @param recorder owned by the caller
     */
    public ManualRun(
            ManualOptions options,
            VideoSettings video,
            VideoInput input,
            CaptureLoop.Settings capture,
            boolean stamped,
            Recorder recorder,
            FramePool pool,
            PrintStream out) {
        this.options = options;
        this.video = video;
        this.input = input;
        this.capture = capture;
        this.recorder = recorder;
        this.pool = pool;
        this.out = out;
        this.stamp = stamped && input.size().width() >= LoopStamp.MIN_WIDTH
                ? new LoopStamp(input.size().width(), input.size().height())
                : null;
    }

    /** Asks for an orderly end; from any thread. */
    public void requestStop() {
        stop = true;
    }

    /**
     * Runs to the end.
     *
     * @throws ClientFault with what went wrong
     */
    public void run() throws InterruptedException {
        AnswerFile answer = new AnswerFile(options.answer());
        Path offer = options.offer();
        try (Peer peer = open()) {
            String sdp = await(peer.offer(video), "this computer could not make an offer");
            if (answer.removeOld()) {
                say("removed an old " + answer.file());
            }
            write(offer, sdp);
            say("the offer is in " + offer + ": copy it to the other computer, for example");
            say("  scp " + offer + " desktop:");
            say("and bring the answer back as " + answer.file() + " (Enter, or by itself when the file is there)");
            String answered = awaitAnswer(answer);
            if (answered != null) {
                await(peer.acceptAnswer(answered, video.startBitrateKbps()), "the answer can't be used");
                awaitMedia();
                exchange(peer);
            }
        }
        if (returned == 0 && !stop) {
            throw ClientFault.run("no picture came back from the other computer");
        }
    }

    private Peer open() {
        try {
            return Peer.open(
                    new PeerConfig("client", options.iceServers(), MediaOptions.DEFAULTS.withIceTcp()),
                    new PeerListener() {
                        @Override
                        public void onState(PeerState next) {
                            state = next;
                        }
                    });
        } catch (RtcUnavailableException e) {
            throw ClientFault.run(e.getMessage());
        }
    }

    private static <T> T await(CompletableFuture<T> what, String otherwise) throws InterruptedException {
        try {
            return what.get(NATIVE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw ClientFault.run(otherwise + ": " + Words.of(e));
        } catch (TimeoutException e) {
            throw ClientFault.run(otherwise + " in time");
        }
    }

    private static void write(Path offer, String sdp) {
        try {
            PartFile.writePrivate(
                    offer, Json.encode(new Description(sdp, "offer")).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw ClientFault.run("'" + offer + "' can't be written: " + Words.of(e));
        }
    }

    /** Waits for the file, or for Enter, after which it must be there. Null where the run is to stop. */
    private String awaitAnswer(AnswerFile answer) throws InterruptedException {
        while (!stop) {
            try {
                var there = answer.look();
                if (there.isPresent()) {
                    return there.get();
                }
            } catch (Fault notThis) {
                say("'" + answer.file() + "' can't be used: " + notThis.detail());
            }
            if (enterPressed()) {
                try {
                    return answer.require();
                } catch (ClientFault notThere) {
                    say(notThere.getMessage() + "; copy it, then press Enter again");
                }
            }
            Thread.sleep(50);
        }
        return null;
    }

    @SuppressWarnings("SystemIn") // a person's Enter
    private static boolean enterPressed() {
        InputStream in = System.in;
        try {
            boolean pressed = false;
            while (in.available() > 0) {
                pressed |= in.read() == '\n';
            }
            return pressed;
        } catch (IOException noTerminal) {
            return false;
        }
    }

    private void awaitMedia() throws InterruptedException {
        if (!until(() -> state == PeerState.CONNECTED || state == PeerState.FAILED || stop, MEDIA)
                || state == PeerState.FAILED) {
            throw ClientFault.run(
                    "no media path to the other computer was found: is UDP blocked between here and there?"
                            + " (--manual-ice-servers names STUN and TURN servers)");
        }
        say("connected");
    }

    private void exchange(Peer peer) throws InterruptedException {
        Thread returns = new Thread(() -> takeReturns(peer), "returns");
        returns.setDaemon(true);
        returns.start();
        CaptureLoop loop =
                new CaptureLoop(input, capture, () -> returned > 0, (picture, preroll, due) -> send(peer, picture));
        loop.start();
        long said = System.nanoTime();
        long begun = said;
        while (!loop.awaitEnd(Duration.ofMillis(50)) && !stop && broken == null && state != PeerState.FAILED) {
            if (System.nanoTime() - said > SAY_NANOS) {
                said = System.nanoTime();
                say(summary(said - begun));
            }
        }
        loop.stop();
        loop.awaitEnd(NATIVE);
        long lasted = System.nanoTime() - begun;
        Thread.sleep(DRAIN.toMillis());
        stop = true;
        returns.join();
        say(summary(lasted));
        if (broken != null || loop.failure() != null) {
            throw ClientFault.run(
                    "frames can't be worked on any more: " + Words.of(broken == null ? loop.failure() : broken));
        }
        if (state == PeerState.FAILED) {
            throw ClientFault.run("the connection to the other computer was lost");
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the capture thread writes
    private void send(Peer peer, I420Frame picture) {
        int height = stamp == null ? picture.height() : stamp.stampedHeight();
        try (OutgoingFrame frame = peer.outgoing().allocate(picture.width(), height)) {
            if (stamp == null) {
                picture.copyTo(frame.view());
            } else {
                picture.copyTo(stamp.picture(frame.view()));
                int number = (int) (sent % NUMBERS);
                stamp.write(frame.view(), number);
                sentNanos[number] = System.nanoTime();
            }
            peer.outgoing().push(frame, 0);
        }
        sent++;
    }

    private void takeReturns(Peer peer) {
        try {
            while (!stop) {
                try (ReceivedFrame frame = peer.incoming().take()) {
                    if (frame == null) {
                        Thread.sleep(2);
                    } else {
                        take(frame.view(), frame.rotation(), frame.arrivedNanos());
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            broken = e;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the returns thread writes
    private void take(I420Frame frame, int rotation, long arrivedNanos) {
        boolean stamped = stamp != null
                && frame.width() == stamp.width()
                && frame.height() == stamp.stampedHeight()
                && rotation == 0;
        int number = stamped ? stamp.read(frame) : LoopStamp.UNREADABLE;
        if (number >= 0 && number < NUMBERS) {
            loops[timed % NUMBERS] = arrivedNanos - sentNanos[number];
            timed++;
        }
        if (returned == 0) {
            firstNanos = arrivedNanos;
        }
        returned++;
        if (recorder.wanted()) {
            I420Frame picture = stamped ? stamp.picture(frame) : frame;
            boolean sideways = rotation % 180 != 0;
            I420Frame copy = pool.take(
                    sideways ? picture.height() : picture.width(), sideways ? picture.width() : picture.height());
            Pictures.turn(picture, copy, rotation);
            recorder.add(copy, null, number >= 0, arrivedNanos - firstNanos);
        }
    }

    private String summary(long nanos) {
        double seconds = Math.max(0.001, nanos / 1e9);
        String line = String.format(Locale.ROOT, "sent %d, returned %d (%.1f fps)", sent, returned, returned / seconds);
        int known = Math.min(timed, NUMBERS);
        if (known == 0) {
            return line;
        }
        long[] sorted = Arrays.copyOf(loops, known);
        Arrays.sort(sorted);
        return line
                + String.format(
                        Locale.ROOT,
                        "; loop %.0f ms, p95 %.0f",
                        sorted[known / 2] / 1e6,
                        sorted[known * 95 / 100] / 1e6);
    }

    private static boolean until(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
