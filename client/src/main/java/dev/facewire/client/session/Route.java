package dev.facewire.client.session;

import dev.facewire.client.capture.VideoInput;
import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.fault.Words;
import dev.facewire.client.gateway.Refusals;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.http.OfferReason;
import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.session.SessionStats;
import dev.facewire.protocol.signal.MoveCause;
import dev.facewire.protocol.signal.SignalMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session's way to a worker, and from one worker to the next: offers, answers and candidates of its {@link Lanes},
 * by what {@link MovePolicy} says. Used by the run's main thread.
 */
final class Route {
    private static final Logger LOG = LoggerFactory.getLogger(Route.class);

    private final RunSettings settings;
    private final MediaLink.Factory links;
    private final VideoInput input;
    private final Signalling signalling;
    private final Relays relays;
    private final Lanes lanes;
    private final MovePolicy policy;
    private final Function<Lane, ReturnPath> returns;
    private final Supplier<String> uploadAgain;
    private final Consumer<Event> events;
    private final Consumer<String> say;
    private final Totals totals = new Totals();
    private final List<CompletableFuture<Void>> closing = new ArrayList<>();
    private String face;
    private String session;
    private boolean unknown;
    private int lastRev;
    private int lastId;
    private int moves;
    private String trouble;

    /**
     * A route that {@link #open} opens.
     *
     * @param returns makes the way back of a lane
     * @param uploadAgain gives the gateway the face once more, when it has lost all it knew; returns its id
     * @param events where to
     * @param say tells the person a line
     */
    Route(
            RunSettings settings,
            MediaLink.Factory links,
            VideoInput input,
            Signalling signalling,
            Relays relays,
            Lanes lanes,
            MovePolicy policy,
            Function<Lane, ReturnPath> returns,
            Supplier<String> uploadAgain,
            Consumer<Event> events,
            Consumer<String> say) {
        this.settings = settings;
        this.links = links;
        this.input = input;
        this.signalling = signalling;
        this.relays = relays;
        this.lanes = lanes;
        this.policy = policy;
        this.returns = returns;
        this.uploadAgain = uploadAgain;
        this.events = events;
        this.say = say;
    }

    /** The session's id, or null while it has none. */
    String session() {
        return session;
    }

    int moves() {
        return moves;
    }

    /** The present worker's id, or null. */
    String worker() {
        return lanes.current() == null ? null : lanes.current().worker();
    }

    /** The counters of all workers together, or null. */
    SessionStats stats() {
        return totals.with(lanes.current() == null ? null : lanes.current().stats());
    }

    boolean mediaUp() {
        return lanes.current() != null && lanes.current().connected();
    }

    boolean answered() {
        return lanes.current() != null && lanes.current().answered();
    }

    /** Makes the first connection, for a new session with this face. */
    void open(String faceId) {
        face = faceId;
        begin();
    }

    /** Makes another first connection: the worker of the one before was lost before a frame came. */
    void openAnother() {
        close(lanes.dropCurrent());
        begin();
    }

    /** Whether this is the lane that is shown from. */
    boolean isPresent(int lane) {
        return lanes.current() != null && lanes.current().id() == lane;
    }

    private void begin() {
        if (unknown) {
            face = uploadAgain.get();
            session = null;
            unknown = false;
            lastRev = 0;
        }
        int id = ++lastId;
        MediaLink link =
                links.open(relays.servers(), input.size(), input.fps(), settings.options(), new LinkEvents(id, events));
        Lane lane = new Lane(id, ++lastRev, link);
        lanes.begin(lane);
        lane.start(returns.apply(lane));
        CompletableFuture<?> unused = link.offer()
                .whenComplete((sdp, failed) -> events.accept(
                        failed == null
                                ? new Event.Offered(id, sdp)
                                : new Event.LaneFailed(
                                        id, "this computer could not make an offer: " + Words.of(failed))));
    }

    /** To be called often while frames flow: moves where that is due. {@code lastShown} as in {@link MovePolicy}. */
    void steer(long now, long lastShown, boolean signalUp) {
        switch (policy.decide(now, lastShown, lanes.current().failed())) {
            case STAY -> {}
            case MOVE -> {
                if (signalUp) {
                    policy.began(now);
                    tryToBegin();
                }
            }
            case ABANDON ->
                abandon("no picture came from worker " + lanes.next().worker() + " in time");
            case GIVE_UP ->
                throw ClientFault.run("no frame has come back from the worker " + worker() + " for "
                        + settings.patience().toSeconds() + " s"
                        + (trouble == null
                                ? "; it may be gone or overloaded"
                                : ", and no other could be had: " + trouble));
        }
    }

    private void tryToBegin() {
        try {
            begin();
        } catch (ClientFault notNow) { // a face that has to be uploaded again, and no worker that looks at it
            abandon(notNow.getMessage());
        }
    }

    private void abandon(String why) {
        Lane lane = lanes.abandonNext();
        if (lane != null) {
            LOG.debug("revision {} is given up: {}", lane.rev(), why);
            close(lane);
        }
        trouble = why;
        policy.failed(System.nanoTime());
    }

    private void close(Lane lane) {
        closing.add(CompletableFuture.runAsync(() -> {
            try {
                lane.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /** Closes all connections and waits for that. */
    void close() throws InterruptedException {
        Lane next = lanes.abandonNext();
        if (next != null) {
            next.close();
        }
        if (lanes.current() != null) {
            lanes.current().close();
        }
        CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new)).join();
    }

    void handle(Event.OfLane event) {
        if (event instanceof Event.Offered offered) {
            offered(offered);
        } else if (event instanceof Event.Candidate candidate) {
            candidate(candidate);
        } else if (event instanceof Event.AnswerAccepted accepted) {
            accepted(accepted);
        } else if (event instanceof Event.LaneFailed failed) {
            failed(failed);
        } else if (event instanceof Event.MediaConnected connected) {
            media(connected.lane(), true);
        } else if (event instanceof Event.MediaDisconnected disconnected) {
            media(disconnected.lane(), false);
        } else if (event instanceof Event.MediaFailed failed) {
            mediaFailed(failed);
        } else if (event instanceof Event.Switched switched) {
            switched(switched);
        }
    }

    // What happens to lanes

    private void offered(Event.Offered offered) {
        Lane lane = lanes.byId(offered.lane());
        if (lane == null) {
            return;
        }
        OfferReason reason = session == null ? null : OfferReason.MOVE;
        signalling.send(new SignalMessage.Offer(session, offered.sdp(), lane.rev(), reason, face, settings.options()));
        if (session != null) {
            tellCandidates(lane);
        }
    }

    private void tellCandidates(Lane lane) {
        lane.sessionKnown(found -> signalling.send(new SignalMessage.Ice(session, lane.rev(), found)));
    }

    private void candidate(Event.Candidate candidate) {
        Lane lane = lanes.byId(candidate.lane());
        if (lane != null) {
            lane.localCandidate(candidate.candidate());
        }
    }

    private void accepted(Event.AnswerAccepted accepted) {
        Lane lane = lanes.byId(accepted.lane());
        if (lane != null) {
            lane.answerAccepted();
        }
    }

    private void failed(Event.LaneFailed failure) {
        Lane lane = lanes.byId(failure.lane());
        if (lane == null) {
            return;
        }
        if (lane != lanes.next()) {
            throw ClientFault.run(failure.why());
        }
        abandon(failure.why());
    }

    private void media(int id, boolean up) {
        Lane lane = lanes.byId(id);
        if (lane != null) {
            lane.connected(up);
        }
    }

    private void mediaFailed(Event.MediaFailed failure) {
        Lane lane = lanes.byId(failure.lane());
        if (lane == null) {
            return;
        }
        lane.fail();
        if (lane == lanes.next()) {
            abandon("no media path to the worker " + lane.worker() + " was found");
        } else {
            trouble = "the media connection to the worker " + lane.worker() + " is lost";
            say.accept(trouble + "; looking for another");
        }
    }

    private void switched(Event.Switched event) {
        Lane left = event.left();
        moves++;
        policy.moved();
        trouble = null;
        totals.add(left.stats());
        say.accept("moved from worker " + left.worker() + " to worker " + worker());
        if (session != null) {
            signalling.send(new SignalMessage.Moved(session, lanes.current().rev()));
        }
        close(left);
    }

    // What the gateway says; what concerns another session than ours is late and dropped

    void session(SignalMessage.Session told) {
        if (!known(told.session())) {
            return;
        }
        if (told.state() == SessionState.FAILED) {
            policy.asked(MoveCause.SILENT); // a move tells more, if one follows
            trouble = "the worker " + told.worker() + " is gone" + because(told.reason());
        } else if (told.state() == SessionState.CONNECTED) {
            policy.heardAgain();
        }
    }

    /** Whether this is our session; the first one that we hear of is. */
    private boolean known(String id) {
        if (session == null && id != null) {
            session = id;
            for (Lane lane : new Lane[] {lanes.current(), lanes.next()}) {
                if (lane != null && !lane.answered()) {
                    tellCandidates(lane);
                }
            }
        }
        return session != null && session.equals(id);
    }

    void answer(SignalMessage.Answer answer) {
        Lane lane = lanes.byRev(answer.rev());
        if (!known(answer.session()) || lane == null || lane.answered()) {
            return;
        }
        lane.worker(answer.worker());
        CompletableFuture<?> unused = lane.link()
                .acceptAnswer(answer.sdp())
                .whenComplete((done, failed) -> events.accept(
                        failed == null
                                ? new Event.AnswerAccepted(lane.id())
                                : new Event.LaneFailed(
                                        lane.id(), "the worker's answer could not be used: " + Words.of(failed))));
    }

    void ice(SignalMessage.Ice ice) {
        Lane lane = lanes.byRev(ice.rev());
        if (lane != null && known(ice.session())) {
            lane.remoteCandidates(ice.candidates());
        }
    }

    void stats(SignalMessage.Stats told) {
        Lane current = lanes.current();
        Lane next = lanes.next();
        Lane lane = next != null && told.worker() != null && told.worker().equals(next.worker()) ? next : current;
        if (lane != null && known(told.session())) {
            lane.stats(told.stats());
        }
    }

    /** The last counters. */
    void bye(SignalMessage.Bye bye) {
        if (lanes.current() != null) {
            lanes.current().stats(bye.stats());
        }
    }

    void move(SignalMessage.Move move) {
        if (known(move.session())) {
            policy.asked(move.cause() == null ? MoveCause.DRAIN : move.cause());
            LOG.debug("asked to move: {}", move.reason());
        }
    }

    /** The gateway refused something while frames flow. Returns true where that is not worth a line. */
    boolean refused(SignalMessage.Error error, ClientFault fault) {
        boolean ours = error.session() == null || error.session().equals(session);
        if (ours && error.code() == ErrorCode.NO_SESSION) {
            unknown = true;
        }
        Lane next = lanes.next();
        if (ours && next != null && !next.answered()) {
            abandon(fault.getMessage());
            return true;
        }
        return false;
    }

    static ClientFault fault(SignalMessage.Error error, boolean tokenGiven) {
        return Refusals.of(new Fault(error.code(), String.valueOf(error.detail())), error.retryAfterS(), tokenGiven);
    }

    static String because(String reason) {
        return reason == null || reason.isBlank() ? "" : ": " + reason;
    }
}
