package dev.facewire.client.session;

import dev.facewire.client.capture.CaptureLoop;
import dev.facewire.client.capture.VideoInput;
import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.gateway.Gateways;
import dev.facewire.client.picture.FramePool;
import dev.facewire.client.record.Recorder;
import dev.facewire.client.record.SentPictures;
import dev.facewire.media.LoopStamp;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.session.SessionStats;
import dev.facewire.protocol.signal.SignalMessage;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One run: a face, a session, the input through it and back. Everything from outside comes as an {@link Event} and is
 * handled on the thread that called {@link #run()}; frames have threads of their own and never pass here.
 *
 * <pre>
 * CONNECTING ──media connected──▶ LIVE ──input ended, stop──▶ ENDING ──▶ ENDED
 *      │                           │
 *      └──refused, lost, too late──┴──▶ FAILED
 * </pre>
 *
 * Signalling that is lost while LIVE is made anew and is no failure: media doesn't need it. Nor is a worker that is lost,
 * as long as another is found in time; see {@link Route}.
 */
public final class SwapRun {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration MEDIA = Duration.ofSeconds(15); // what ICE itself takes until it gives up
    /** Frames that are all shielded open the way too, after this long: there is no face in the first picture. */
    private static final long SHIELDED_OPEN_NANOS = 700_000_000;
    /** A frame that is later than this after the end is none that a call could use. */
    private static final Duration DRAIN = Duration.ofMillis(500);

    private static final Duration LAST_STATS = Duration.ofSeconds(2);
    private static final Duration CAPTURE_END = Duration.ofSeconds(10);
    /** Workers that may be lost before any frame came from one. */
    private static final int FIRST_ATTEMPTS = 3;

    private static final long TICK_MS = 100;

    /** The life of a run; see the class comment. */
    enum State {
        CONNECTING,
        LIVE,
        ENDING,
        ENDED,
        FAILED
    }

    /** How it went: the figures, and what failed (null where nothing did). */
    public record Outcome(Report report, ClientFault failure) {}

    private final RunSettings settings;
    private final Gateways gateways;
    private final MediaLink.Factory links;
    private final VideoInput input;
    private final Recorder recorder;
    private final FrameLedger ledger = new FrameLedger();
    private final SentPictures sentPictures;
    private final FramePool pool;
    private final Progress progress;
    private final SourceFace face;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Lanes lanes;
    private final Relays relays = new Relays();
    private final CoverWatch cover = new CoverWatch();

    private State state = State.CONNECTING;
    private Signalling signalling;
    private Route route;
    private boolean greeted;
    private long offerNanos;
    private long liveNanos;
    private Attachment attachment;
    private String lostEarly;
    private boolean byeAnswered;
    private boolean stopAsked;

    /**
     * Prepares a run; nothing is sent yet.
     *
     * @param gateways to use, one at a time
     * @param input owned by the caller, used by the run until {@link #run()} returns
     * @param recorder owned by the caller, which finishes it afterwards
     * @param pool shared with the recorder
     * @param terminal whether {@code out} can rewrite a line
     */
    public SwapRun(
            RunSettings settings,
            Gateways gateways,
            MediaLink.Factory links,
            VideoInput input,
            Recorder recorder,
            FramePool pool,
            PrintStream out,
            boolean terminal) {
        this.settings = settings.forSize(input.size());
        this.gateways = gateways;
        this.links = links;
        this.input = input;
        this.recorder = recorder;
        this.pool = pool;
        this.sentPictures = recorder.needsSent() ? new SentPictures(pool) : null;
        this.progress = new Progress(out, terminal, ledger);
        this.face = new SourceFace(settings, gateways, progress::say);
        this.lanes = new Lanes(
                (long) (1e9 / expectedFps()), SHIELDED_OPEN_NANOS, left -> events.add(new Event.Switched(left)));
    }

    /** Asks the run to end in order; from any thread, returns at once. */
    public void requestStop(String why) {
        events.add(new Event.Stop(why));
    }

    /** The longest time without a fresh swapped frame since this was last asked, in ms; null where there was none. */
    public Double recentGapMs() {
        return ledger.recentGapMs();
    }

    /** Runs to the end. Called once. */
    public Outcome run() throws InterruptedException {
        LoopStamp stamp = settings.stamp() && input.size().width() >= LoopStamp.MIN_WIDTH
                ? new LoopStamp(input.size().width(), input.size().height())
                : null;
        ClientFault failure = null;
        CaptureLoop capture = null;
        try {
            String faceId = face.id();
            openSignalling(stamp);
            connectMedia(faceId);
            capture = new CaptureLoop(
                    input,
                    settings.capture(),
                    () -> ledger.open(System.nanoTime(), SHIELDED_OPEN_NANOS),
                    new SendPath(lanes, input.size(), stamp, ledger, sentPictures));
            capture.start();
            live(capture);
        } catch (ClientFault e) {
            failure = e;
            to(State.FAILED);
        } finally {
            end(capture);
        }
        if (failure == null) {
            failure = Verdict.of(capture.failure(), ledger.framesReturned(), stats(), worker(), input.shortfall());
        }
        return new Outcome(
                Report.of(
                        ledger,
                        stats(),
                        worker(),
                        route == null ? 0 : route.moves(),
                        ledger.readableAfterMs(offerNanos),
                        input.size()),
                failure);
    }

    private SessionStats stats() {
        return route == null ? null : route.stats();
    }

    private String worker() {
        return route == null ? null : route.worker();
    }

    private void openSignalling(LoopStamp stamp) throws InterruptedException {
        signalling = new Signalling(gateways, settings.version(), events::add);
        route = new Route(
                settings,
                links,
                input,
                signalling,
                relays,
                lanes,
                new MovePolicy(expectedFps(), settings.patience()),
                lane -> new ReturnPath(lane, lanes, stamp, ledger, sentPictures, pool, recorder),
                face::again,
                events::add,
                progress::say);
        signalling.connect();
        attachment = new Attachment(signalling, relays);
        if (!pump(() -> greeted, ANSWER)) {
            throw ClientFault.run("the gateway at " + signalling.gateway().address() + " did not say hello within "
                    + ANSWER.toSeconds() + " s; try again later");
        }
    }

    private double expectedFps() {
        double most = settings.capture().maxFps();
        return most > 0 ? Math.min(most, input.fps()) : input.fps();
    }

    private void connectMedia(String faceId) throws InterruptedException {
        if (stopAsked) {
            throw ClientFault.run("stopped before the session began");
        }
        route.open(faceId);
        for (int attempt = 1; !awaitMedia(); attempt++) {
            if (attempt == FIRST_ATTEMPTS) {
                throw ClientFault.run(lostEarly);
            }
            progress.say(lostEarly + "; trying another");
            lostEarly = null;
            route.openAnother();
        }
        liveNanos = System.nanoTime();
        to(State.LIVE);
    }

    /** False where the worker is lost meanwhile. */
    private boolean awaitMedia() throws InterruptedException {
        if (!pump(() -> route.answered() || stopAsked || lostEarly != null, ANSWER)) {
            throw ClientFault.run("no worker answered the offer within " + ANSWER.toSeconds() + " s; try again later");
        }
        if (!pump(() -> route.mediaUp() || stopAsked || lostEarly != null, MEDIA)) {
            throw ClientFault.run("no media path to the worker " + worker() + " was found within " + MEDIA.toSeconds()
                    + " s: is UDP blocked between here and there? (docs/reference/client.md, \"Networks\")");
        }
        return lostEarly == null;
    }

    private void live(CaptureLoop capture) throws InterruptedException {
        while (!stopAsked && !capture.awaitEnd(Duration.ZERO)) {
            pump(() -> stopAsked, Duration.ofMillis(TICK_MS));
            progress.tick(System.nanoTime(), route.mediaUp() ? "live" : "media interrupted", worker(), stats());
        }
        to(State.ENDING);
        capture.stop();
        pump(() -> ledger.framesReturned() >= ledger.framesSent(), DRAIN);
    }

    /** What is to be done while frames flow, though nothing happened. */
    private void steer() {
        long now = System.nanoTime();
        attachment.watch(route.session(), now);
        route.steer(now, lanes.lastShownNanos(liveNanos), attachment.up());
    }

    /** Ends what was begun, in an order in which nobody uses what is closed. Never throws a fault. */
    private void end(CaptureLoop capture) throws InterruptedException {
        if (capture != null) {
            capture.stop();
            capture.awaitEnd(CAPTURE_END);
        }
        if (route != null && route.session() != null && attachment.up()) {
            signalling.send(new SignalMessage.Bye(route.session(), "done", null));
            try {
                pump(() -> byeAnswered, LAST_STATS);
            } catch (ClientFault lateNews) {
                // the run is over; what fails now fails nobody
            }
        }
        if (route != null) {
            route.close();
        }
        if (signalling != null) {
            signalling.close();
        }
        face.delete();
        progress.end();
        if (state != State.FAILED) {
            to(State.ENDED);
        }
    }

    /** Handles events until the condition holds or time is over; true where it holds. */
    private boolean pump(BooleanSupplier done, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!done.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            // Conditions may hang on frames, which are no events: look again soon.
            Event event = events.poll(Math.min(left, 10_000_000), TimeUnit.NANOSECONDS);
            if (event != null) {
                handle(event);
            }
            if (state == State.LIVE) {
                steer();
            }
        }
        return true;
    }

    private void handle(Event event) {
        if (event instanceof Event.Signal signal) {
            handle(signal.message());
        } else if (event instanceof Event.SignalLost lost) {
            onSignalLost(lost.why());
        } else if (event instanceof Event.SignalBack back) {
            onSignalBack(back);
        } else if (event instanceof Event.SignalStillLost) {
            signalling.lost();
            reconnect();
        } else if (event instanceof Event.OfLane news) {
            onLane(news);
        } else if (event instanceof Event.Stop) {
            stopAsked = true;
        }
    }

    private void onLane(Event.OfLane news) {
        if (news instanceof Event.Offered && offerNanos == 0) {
            offerNanos = System.nanoTime();
        }
        if (news instanceof Event.MediaFailed failed && state == State.CONNECTING && route.isPresent(failed.lane())) {
            throw ClientFault.run("the media connection to the worker " + worker() + " is lost: the worker is gone, or"
                    + " the network between");
        }
        if (news instanceof Event.MediaFailed && state != State.CONNECTING && state != State.LIVE) {
            return; // the worker closes its end when it hears that the session is over
        }
        route.handle(news);
    }

    private void handle(SignalMessage message) {
        if (message instanceof SignalMessage.Hello hello) {
            greeted = true;
            relays.told(hello.iceServers(), System.nanoTime());
        } else if (message instanceof SignalMessage.Session told) {
            onSession(told);
        } else if (message instanceof SignalMessage.Answer answer) {
            route.answer(answer);
        } else if (message instanceof SignalMessage.Ice ice) {
            route.ice(ice);
        } else if (message instanceof SignalMessage.Stats now) {
            route.stats(now);
            if (state == State.LIVE && now.stats() != null) {
                cover.counted(now.stats()).ifPresent(progress::say);
            }
        } else if (message instanceof SignalMessage.Error error) {
            onError(error);
        } else if (message instanceof SignalMessage.Bye bye) {
            route.bye(bye);
            byeAnswered = true;
            if (state == State.LIVE) {
                throw ClientFault.run("the gateway ended the session" + Route.because(bye.reason()));
            }
        } else if (message instanceof SignalMessage.Move move && state == State.LIVE) {
            route.move(move); // before that, another worker is tried anyway
        }
    }

    private void onSession(SignalMessage.Session told) {
        attachment.answered();
        if (told.state() == SessionState.FAILED && state == State.CONNECTING) {
            lostEarly = "the worker " + told.worker() + " is gone" + Route.because(told.reason());
            return;
        }
        if (told.state() == SessionState.ENDED && state == State.LIVE) {
            throw ClientFault.run("the session was ended" + Route.because(told.reason()));
        }
        if (told.state() == SessionState.CONNECTED) {
            cover.reason(told.reason());
        }
        route.session(told);
    }

    private void onError(SignalMessage.Error error) {
        ClientFault fault = Route.fault(error, signalling.gateway().tokenGiven());
        if (state == State.CONNECTING) {
            if (error.code() == ErrorCode.WORKER_GONE && greeted) {
                lostEarly = fault.getMessage();
                return;
            }
            throw fault;
        }
        if (error.code() == ErrorCode.NO_SESSION) {
            attachment.answered(); // there is nothing to attach to; a move begins anew
        }
        boolean ofPicture = error.code() == ErrorCode.NO_SUCH_FACE && error.session() != null;
        if (ofPicture) {
            cover.reason(error.detail()); // said when the picture shows it
        } else if (!route.refused(error, fault) && attachment.known()) {
            progress.say("the gateway says: " + fault.getMessage());
        }
    }

    private void onSignalLost(String why) {
        attachment.lost();
        signalling.lost();
        if (state == State.CONNECTING) {
            throw ClientFault.run(
                    "the gateway at " + signalling.gateway().address() + " hung up (" + why + "); try again");
        }
        if (state == State.LIVE) {
            progress.say("signalling is lost (" + why + "); the picture goes on, connecting again");
            reconnect();
        }
    }

    private void onSignalBack(Event.SignalBack back) {
        signalling.adopt(back.socket());
        attachment.back(route.session(), System.nanoTime());
        progress.say("signalling is back, by " + signalling.gateway().address());
    }

    private void reconnect() {
        if (state == State.LIVE) {
            signalling.connectAgain();
        }
    }

    private void to(State next) {
        state = next;
    }
}
