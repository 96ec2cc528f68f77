package dev.facewire.client.session;

import dev.facewire.client.ClientFault;
import dev.facewire.client.capture.CaptureLoop;
import dev.facewire.client.capture.VideoInput;
import dev.facewire.client.gateway.GatewayClient;
import dev.facewire.client.gateway.Refusals;
import dev.facewire.client.picture.FramePool;
import dev.facewire.client.picture.LoopStamp;
import dev.facewire.client.record.Recorder;
import dev.facewire.client.record.SentPictures;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.http.FaceCreated;
import dev.facewire.protocol.session.IceServer;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.session.SessionStats;
import dev.facewire.protocol.signal.SignalMessage;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
 * Signalling that is lost while LIVE is made anew and is no failure: media doesn't need it.
 */
public final class SwapRun {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration MEDIA = Duration.ofSeconds(15); // what ICE itself takes until it gives up
    /** Frames that are all shielded open the way too, after this long: there is no face in the first picture. */
    private static final long SHIELDED_OPEN_NANOS = 700_000_000;
    /** A frame that is later than this after the end is none that a call could use. */
    private static final Duration DRAIN = Duration.ofMillis(500);

    private static final Duration LAST_STATS = Duration.ofSeconds(2);
    private static final Duration STALLED = Duration.ofSeconds(10);
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
    private final GatewayClient gateway;
    private final MediaLink.Factory links;
    private final VideoInput input;
    private final Recorder recorder;
    private final FrameLedger ledger = new FrameLedger();
    private final SentPictures sentPictures;
    private final FramePool pool;
    private final Progress progress;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CandidateExchange candidates = new CandidateExchange();

    private State state = State.CONNECTING;
    private Signalling signalling;
    private MediaLink link;
    private List<IceServer> iceServers;
    private long offerNanos;
    private String session;
    private String worker;
    private SessionStats stats;
    private boolean signalUp;
    private boolean answered;
    private boolean mediaUp;
    private boolean byeAnswered;
    private boolean stopAsked;

    /**
     * Prepares a run; nothing is sent yet.
     *
     * @param input owned by the caller, used by the run until {@link #run()} returns
     * @param recorder owned by the caller, which finishes it afterwards
     * @param pool shared with the recorder
     * @param terminal whether {@code out} can rewrite a line
     */
    public SwapRun(
            RunSettings settings,
            GatewayClient gateway,
            MediaLink.Factory links,
            VideoInput input,
            Recorder recorder,
            FramePool pool,
            PrintStream out,
            boolean terminal) {
        this.settings = settings;
        this.gateway = gateway;
        this.links = links;
        this.input = input;
        this.recorder = recorder;
        this.pool = pool;
        this.sentPictures = recorder.needsSent() ? new SentPictures(pool) : null;
        this.progress = new Progress(out, terminal, ledger);
    }

    /** Asks the run to end in order; from any thread, returns at once. */
    public void requestStop(String why) {
        events.add(new Event.Stop(why));
    }

    /** Runs to the end. Called once. */
    public Outcome run() throws InterruptedException {
        LoopStamp stamp = settings.stamp() && input.size().width() >= LoopStamp.MIN_WIDTH
                ? new LoopStamp(input.size().width(), input.size().height())
                : null;
        ClientFault failure = null;
        CaptureLoop capture = null;
        ReturnPath returns = null;
        try {
            String face = settings.faceId() == null ? upload() : settings.faceId();
            openSignalling();
            connectMedia(face);
            returns = new ReturnPath(link, stamp, ledger, sentPictures, pool, recorder);
            returns.start();
            capture = new CaptureLoop(
                    input,
                    settings.capture(),
                    () -> ledger.open(System.nanoTime(), SHIELDED_OPEN_NANOS),
                    new SendPath(link, input.size(), stamp, ledger, sentPictures));
            capture.start();
            live(capture);
        } catch (ClientFault e) {
            failure = e;
            to(State.FAILED);
        } finally {
            end(capture, returns);
        }
        if (failure == null) {
            failure = judge(capture);
        }
        return new Outcome(Report.of(ledger, stats, worker, ledger.readableAfterMs(offerNanos), input.size()), failure);
    }

    private String upload() throws InterruptedException {
        FaceCreated face = gateway.uploadFace(settings.face());
        progress.say("face accepted (" + face.width() + "x" + face.height() + ")");
        face.warnings().forEach(warning -> progress.say("note on the face: " + warning));
        return face.id();
    }

    private void openSignalling() throws InterruptedException {
        signalling = new Signalling(gateway, settings.version(), events::add);
        signalling.connect();
        signalUp = true;
        if (!pump(() -> iceServers != null, ANSWER)) {
            throw ClientFault.run("the gateway at " + gateway.address() + " did not say hello within "
                    + ANSWER.toSeconds() + " s; try again later");
        }
    }

    private void connectMedia(String face) throws InterruptedException {
        if (stopAsked) {
            throw ClientFault.run("stopped before the session began");
        }
        link = links.open(iceServers, input.size(), input.fps(), settings.options(), new LinkEvents(events::add));
        String sdp;
        try {
            sdp = link.offer().get(ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw ClientFault.run("this computer could not make an offer: " + e);
        }
        offerNanos = System.nanoTime();
        signalling.send(new SignalMessage.Offer(null, sdp, 1, null, face, settings.options()));
        if (!pump(() -> answered || stopAsked, ANSWER)) {
            throw ClientFault.run("no worker answered the offer within " + ANSWER.toSeconds() + " s; try again later");
        }
        if (!pump(() -> mediaUp || stopAsked, MEDIA)) {
            throw ClientFault.run("no media path to the worker " + worker + " was found within " + MEDIA.toSeconds()
                    + " s: is UDP blocked between here and there? (docs/client.md, \"Networks\")");
        }
        to(State.LIVE);
    }

    private void live(CaptureLoop capture) throws InterruptedException {
        long liveNanos = System.nanoTime();
        while (!stopAsked && !capture.awaitEnd(Duration.ZERO)) {
            pump(() -> stopAsked, Duration.ofMillis(TICK_MS));
            long now = System.nanoTime();
            progress.tick(now, mediaUp ? "live" : "media interrupted", worker, stats);
            long last = ledger.anyReturned() ? ledger.lastReturnedNanos() : liveNanos;
            if (now - last > STALLED.toNanos()) {
                throw ClientFault.run("no frame has come back from the worker " + worker + " for " + STALLED.toSeconds()
                        + " s; it may be gone or overloaded");
            }
        }
        to(State.ENDING);
        capture.stop();
        pump(() -> ledger.framesReturned() >= ledger.framesSent(), DRAIN);
    }

    /** Ends what was begun, in an order in which nobody uses what is closed. Never throws a fault. */
    private void end(CaptureLoop capture, ReturnPath returns) throws InterruptedException {
        if (capture != null) {
            capture.stop();
            capture.awaitEnd(STALLED);
        }
        if (session != null && signalUp) {
            signalling.send(new SignalMessage.Bye(session, "done", null));
            try {
                pump(() -> byeAnswered, LAST_STATS);
            } catch (ClientFault lateNews) {
                // the run is over; what fails now fails nobody
            }
        }
        if (returns != null) {
            returns.stop();
        }
        if (link != null) {
            link.close();
        }
        if (signalling != null) {
            signalling.close();
        }
        progress.end();
        if (state != State.FAILED) {
            to(State.ENDED);
        }
    }

    private ClientFault judge(CaptureLoop capture) {
        if (capture.failure() != null) {
            return ClientFault.run("reading the input failed: " + capture.failure());
        }
        if (ledger.framesReturned() == 0) {
            return ClientFault.run("no frame came back from the worker " + worker);
        }
        if (stats == null || stats.facesSwapped() == 0) {
            return ClientFault.run("no swapped frame came back: the worker found no face that it could swap"
                    + (stats == null ? "" : " (" + stats.framesShielded() + " frames were shielded)"));
        }
        return input.shortfall().map(ClientFault::run).orElse(null);
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
            reconnect();
        } else if (event instanceof Event.Candidate candidate) {
            candidates.local(candidate.candidate());
        } else if (event instanceof Event.AnswerAccepted) {
            answered = true;
            candidates.answerAccepted(link::addCandidates);
        } else if (event instanceof Event.AnswerRefused refused) {
            throw ClientFault.run("the worker's answer could not be used: " + refused.why());
        } else if (event instanceof Event.MediaConnected) {
            mediaUp = true;
        } else if (event instanceof Event.MediaDisconnected) {
            mediaUp = false;
        } else if (event instanceof Event.MediaFailed) {
            throw ClientFault.run("the media connection to the worker " + worker + " is lost: the worker is gone, or"
                    + " the network between");
        } else if (event instanceof Event.Stop) {
            stopAsked = true;
        }
    }

    private void handle(SignalMessage message) {
        if (message instanceof SignalMessage.Hello hello) {
            iceServers = hello.iceServers();
        } else if (message instanceof SignalMessage.Session made) {
            onSession(made);
        } else if (message instanceof SignalMessage.Answer answer) {
            onAnswer(answer);
        } else if (message instanceof SignalMessage.Ice ice) {
            candidates.remote(ice.candidates());
        } else if (message instanceof SignalMessage.Stats now) {
            stats = now.stats() == null ? stats : now.stats();
            worker = now.worker() == null ? worker : now.worker();
        } else if (message instanceof SignalMessage.Error error) {
            onError(error);
        } else if (message instanceof SignalMessage.Bye bye) {
            stats = bye.stats() == null ? stats : bye.stats();
            byeAnswered = true;
            if (state == State.LIVE) {
                throw ClientFault.run("the gateway ended the session" + because(bye.reason()));
            }
        } else if (message instanceof SignalMessage.Move move) {
            progress.say("the gateway would like to move this session" + because(move.reason())
                    + "; this client stays as long as its picture comes back");
        }
    }

    private void onSession(SignalMessage.Session made) {
        known(made.session(), made.worker());
        if (made.state() == SessionState.FAILED) {
            throw ClientFault.run("the worker " + worker + " is gone" + because(made.reason()));
        }
        if (made.state() == SessionState.ENDED && state == State.LIVE) {
            throw ClientFault.run("the session was ended" + because(made.reason()));
        }
    }

    private void known(String id, String by) {
        worker = by == null ? worker : by;
        if (session == null) {
            session = id;
            candidates.sessionKnown(list -> signalling.send(new SignalMessage.Ice(session, 1, list)));
        }
    }

    private void onAnswer(SignalMessage.Answer answer) {
        known(answer.session(), answer.worker());
        CompletableFuture<?> unused = link.acceptAnswer(answer.sdp())
                .whenComplete((done, failed) -> events.add(
                        failed == null
                                ? new Event.AnswerAccepted()
                                : new Event.AnswerRefused(String.valueOf(failed.getMessage()))));
    }

    private void onError(SignalMessage.Error error) {
        ClientFault fault = Refusals.of(
                new Fault(error.code(), String.valueOf(error.detail())), error.retryAfterS(), gateway.tokenGiven());
        if (state == State.CONNECTING || error.code() == ErrorCode.WORKER_GONE) {
            throw fault;
        }
        progress.say("the gateway says: " + fault.getMessage());
    }

    private void onSignalLost(String why) {
        signalUp = false;
        if (state == State.CONNECTING) {
            throw ClientFault.run("the gateway at " + gateway.address() + " hung up (" + why + "); try again");
        }
        if (state == State.LIVE) {
            progress.say("signalling is lost (" + why + "); the picture goes on, connecting again");
            reconnect();
        }
    }

    private void onSignalBack(Event.SignalBack back) {
        signalling.adopt(back.socket());
        signalUp = true;
        // Changes nothing, but tells the gateway on which connection this session is now.
        signalling.send(new SignalMessage.Update(session, null, OptionsPatch.NONE));
        progress.say("signalling is back");
    }

    private void reconnect() {
        if (state == State.LIVE) {
            signalling.connectAgain();
        }
    }

    private void to(State next) {
        state = next;
    }

    private static String because(String reason) {
        return reason == null || reason.isBlank() ? "" : ": " + reason;
    }
}
