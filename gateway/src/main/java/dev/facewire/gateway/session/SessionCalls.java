package dev.facewire.gateway.session;

import dev.facewire.gateway.access.Caller;
import dev.facewire.gateway.assign.Assigner;
import dev.facewire.gateway.assign.WorkerCalls;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.face.FaceStore;
import dev.facewire.gateway.face.StoredFace;
import dev.facewire.gateway.session.machine.Event;
import dev.facewire.gateway.session.machine.Placement;
import dev.facewire.protocol.Checks;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.http.NextOffer;
import dev.facewire.protocol.http.OfferReason;
import dev.facewire.protocol.http.PatchSession;
import dev.facewire.protocol.http.SessionAnswer;
import dev.facewire.protocol.http.SessionView;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.signal.MoveCause;
import dev.facewire.protocol.worker.Ack;
import dev.facewire.protocol.worker.IceRequest;
import dev.facewire.protocol.worker.OfferReply;
import dev.facewire.protocol.worker.OfferRequest;
import dev.facewire.protocol.worker.UpdateRequest;
import dev.facewire.protocol.worker.Verb;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client can ask of its sessions, the same over HTTP and over the WebSocket. Confined to the event loop. */
public final class SessionCalls {
    private static final Logger LOG = LoggerFactory.getLogger(SessionCalls.class);
    static final Duration OFFER_TIMEOUT = Duration.ofSeconds(3);
    static final Duration SHORT_TIMEOUT = Duration.ofSeconds(1);
    /** What a worker says, or what is said of it, when it goes away between its reservation and its answer. */
    private static final Set<ErrorCode> REPLACED = EnumSet.of(
            ErrorCode.WORKER_GONE,
            ErrorCode.FAULTED,
            ErrorCode.STARTING,
            ErrorCode.DRAINING,
            ErrorCode.STALE_EPOCH,
            ErrorCode.NO_RESERVATION);
    /** Workers that are replaced in one call: a person waits. */
    private static final int MAX_REPLACEMENTS = 2;
    /** The most candidates in one message, as in an offer. */
    private static final int MAX_CANDIDATES = 32;

    private final SessionRegistry registry;
    private final Assigner assigner;
    private final WorkerCalls calls;
    private final SessionService service;
    private final Moves moves;
    private final FaceStore faces;
    private final SessionLimits limits;
    private final Consumer<String> offerRules;

    /**
     * Calls over these collaborators.
     *
     * @param offerRules throws a {@link Fault} for an offer that no worker should see
     */
    public SessionCalls(
            SessionRegistry registry,
            Assigner assigner,
            WorkerCalls calls,
            SessionService service,
            Moves moves,
            FaceStore faces,
            SessionLimits limits,
            Consumer<String> offerRules) {
        this.registry = registry;
        this.assigner = assigner;
        this.calls = calls;
        this.service = service;
        this.moves = moves;
        this.faces = faces;
        this.limits = limits;
        this.offerRules = offerRules;
    }

    /** A new session: a slot, then the answer. The listener hears of it as soon as it has a worker; null is nobody. */
    public Future<SessionAnswer> create(NewSession wish, Caller caller, SessionListener listener) {
        return attempt(() -> {
            offerRules.accept(wish.sdp());
            SessionOptions options = allowed(wish.options().applyTo(SessionOptions.DEFAULTS), caller);
            return faces.get(wish.face()).compose(face -> start(wish, options, caller, listener));
        });
    }

    private Future<SessionAnswer> start(
            NewSession wish, SessionOptions options, Caller caller, SessionListener listener) {
        if (registry.countOf(caller.key()) >= limits.maxPerClient()) {
            throw new Fault(
                    ErrorCode.TOO_MANY,
                    "you have " + limits.maxPerClient() + " sessions, the most that one client may have; end one"
                            + " (one without media ends by itself within a minute)");
        }
        LiveSession session = registry.open(caller.key(), wish.face(), options);
        session.listen(listener);
        Future<SessionAnswer> answer = firstAnswer(session, wish, new HashSet<>(), null)
                .onFailure(failure -> {
                    if (!session.ended()) {
                        service.apply(session, new Event.Discarded("the offer failed"));
                        registry.discard(session); // its caller is told by the failure
                    }
                });
        session.offering(1, answer);
        return answer;
    }

    /**
     * The answer of the first worker that gives one: nothing has been promised yet, so that a worker which goes away
     * between its reservation and its answer is replaced here.
     *
     * @param tried ids of workers that did not answer; added to
     * @param last why the last one did not; null for the first
     */
    private Future<SessionAnswer> firstAnswer(LiveSession session, NewSession wish, Set<String> tried, Fault last) {
        return assigner.assign(session.id(), session.options(), tried)
                .recover(none -> Future.failedFuture(last == null ? none : last))
                .compose(slot -> offerOn(Moves.placement(session, slot), session, 1, wish.sdp(), wish.trickle())
                        .recover(failure -> {
                            boolean another = failure instanceof Fault fault
                                    && REPLACED.contains(fault.code())
                                    && tried.size() < MAX_REPLACEMENTS
                                    && !session.ended();
                            if (!another) {
                                return Future.failedFuture(failure);
                            }
                            LOG.info(
                                    "session {}: worker {} is replaced: {}",
                                    session,
                                    slot.worker(),
                                    failure.getMessage());
                            tried.add(slot.worker().id());
                            service.apply(session, new Event.GivenUp("the worker did not take the offer"));
                            return firstAnswer(session, wish, tried, (Fault) failure);
                        }));
    }

    /** Places the session and offers there. The face is looked up last: it may have been deleted while a slot was sought. */
    private Future<SessionAnswer> offerOn(Placement slot, LiveSession session, int rev, String sdp, boolean trickle) {
        service.apply(session, new Event.Placed(slot));
        requireNotEnded(session);
        return faces.get(session.face()).compose(face -> offer(session, rev, sdp, trickle, face)
                .map(answer -> requireNotDeleted(answer, face.id())));
    }

    private Future<SessionAnswer> offer(LiveSession session, int rev, String sdp, boolean trickle, StoredFace face) {
        Placement slot = session.placement();
        OfferRequest request = new OfferRequest(
                session.id(),
                slot.reservation(),
                rev,
                sdp,
                trickle,
                face.crop(),
                session.options(),
                limits.ice().fresh(session.toString()),
                registry.eventsTo());
        return calls.request(slot.worker(), Verb.OFFER, request, OfferReply.class, OFFER_TIMEOUT)
                .map(reply -> {
                    if (!session.live()) { // ended while the worker was thinking
                        throw new Fault(ErrorCode.NO_SESSION, "the session has ended");
                    }
                    registry.save(session);
                    return new SessionAnswer(
                            session.id(), reply.sdp(), slot.worker().id(), rev);
                });
    }

    /** A later offer: an ICE restart on the same worker, or a move to another. */
    public Future<SessionAnswer> next(String id, NextOffer wish, boolean trickle, SessionListener listener) {
        return attempt(() -> registry.find(id).compose(session -> {
            session.listen(listener);
            if (wish.rev() < session.rev()) {
                throw new Fault(
                        ErrorCode.STALE_REV, "revision " + session.rev() + " was offered already; offer a higher one");
            }
            Future<SessionAnswer> last = session.offering();
            if (wish.rev() == session.rev() && last != null && !last.failed()) {
                return last;
            }
            requireOpen(session, wish.reason());
            offerRules.accept(wish.sdp());
            Future<SessionAnswer> before = last == null ? Future.succeededFuture() : last;
            Future<SessionAnswer> answer = before.transform(any -> wish.reason() == OfferReason.MOVE
                    ? move(session, wish, trickle)
                    : faces.get(session.face()).compose(face -> offer(session, wish.rev(), wish.sdp(), trickle, face)));
            session.offering(wish.rev(), answer);
            return answer;
        }));
    }

    private Future<SessionAnswer> move(LiveSession session, NextOffer wish, boolean trickle) {
        return faces.get(session.face()) // no slot is taken for a face that is gone
                .compose(known -> moves.slotFor(session))
                .compose(slot -> offerOn(slot, session, wish.rev(), wish.sdp(), trickle)
                        .onFailure(failure ->
                                service.apply(session, new Event.OfferFailed(slot.worker(), failure.getMessage()))));
    }

    /** A face that was deleted while the worker was thinking is revoked there by now; its session is not begun. */
    private <T> T requireNotDeleted(T result, String face) {
        if (faces.isDeleted(face)) {
            throw new Fault(ErrorCode.NO_SUCH_FACE, "the face was deleted");
        }
        return result;
    }

    /** Swapped frames arrive on the connection of this revision: the slot that the session moved away from can go. */
    public Future<Void> moved(String id, int rev) {
        return attempt(() -> registry.find(id).map(session -> {
            if (rev == session.rev()) {
                moves.handle(session, new Event.Moved());
            }
            return null;
        }));
    }

    /** Candidates of the client. Those of an earlier revision are late and dropped. */
    public Future<Void> ice(String id, int rev, List<IceCandidate> candidates) {
        return attempt(() -> {
            Checks.check(candidates.size() <= MAX_CANDIDATES, "at most " + MAX_CANDIDATES + " candidates in a message");
            return registry.find(id).compose(session -> {
                if (rev < session.rev() || candidates.isEmpty()) {
                    return Future.succeededFuture();
                }
                // Only after the offer: a worker knows the session from its answer on.
                Future<SessionAnswer> offering = session.offering();
                Future<?> ready = offering == null ? Future.succeededFuture() : offering;
                IceRequest request = new IceRequest(id, rev, candidates, registry.eventsTo());
                return ready.compose(any -> calls.request(
                                session.placement().worker(), Verb.ICE, request, Ack.class, SHORT_TIMEOUT))
                        .mapEmpty();
            });
        });
    }

    /**
     * Other options or another face, while live. While the session moves both of its workers are told, so that the old
     * one doesn't go on with what was given up; what the new one says counts.
     */
    public Future<SessionView> update(String id, PatchSession patch, Caller caller, SessionListener listener) {
        return attempt(() -> {
            OptionsPatch changes = patch.options();
            Checks.check(changes != null || patch.face() != null, "give \"options\" or \"face\" to change");
            return registry.find(id).compose(session -> {
                session.listen(listener);
                return session.inTurn(() -> change(session, patch, caller));
            });
        });
    }

    private Future<SessionView> change(LiveSession session, PatchSession patch, Caller caller) {
        requireOpen(session, OfferReason.RESTART);
        SessionOptions options = patch.options() == null
                ? session.options()
                : allowed(patch.options().applyTo(session.options()), caller);
        Future<byte[]> crop = patch.face() == null
                ? Future.succeededFuture()
                : faces.get(patch.face()).map(StoredFace::crop);
        return crop.compose(bytes -> {
                    requireNotEnded(session);
                    UpdateRequest request = new UpdateRequest(
                            session.id(), patch.options() == null ? null : options, bytes, false, registry.eventsTo());
                    Placement current = session.placement();
                    session.workers().stream()
                            .filter(worker -> !worker.equals(current.worker()))
                            .forEach(worker -> update(session, worker, request, patch.face()));
                    return update(session, current.worker(), request, patch.face());
                })
                .map(ack -> {
                    session.change(patch.face(), options);
                    registry.save(session);
                    if (patch.face() != null) {
                        requireNotDeleted(ack, patch.face());
                    }
                    return session.view();
                });
    }

    private Future<Ack> update(LiveSession session, WorkerKey worker, UpdateRequest request, String face) {
        Future<Ack> sent = calls.request(worker, Verb.UPDATE, request, Ack.class, SHORT_TIMEOUT);
        if (face == null) {
            return sent;
        }
        service.apply(session, new Event.FaceSent(worker, face));
        return sent.onComplete((ack, failure) -> {
            if (failure == null) {
                service.apply(session, new Event.FaceTaken(worker, face));
            } else if (!unanswered(failure)) {
                service.apply(session, new Event.FaceRefused(worker, face));
            }
        });
    }

    /** True where a worker may have done what it was asked to, or may do so yet. */
    private static boolean unanswered(Throwable failure) {
        return !(failure instanceof Fault fault)
                || fault.code() == ErrorCode.WORKER_TIMEOUT
                || fault.code() == ErrorCode.WORKER_GONE;
    }

    /** Someone else wants to hear of it, perhaps at another gateway than before: its worker is told where it is served. */
    public Future<Void> attach(String id, SessionListener listener) {
        return attempt(() -> registry.find(id).compose(session -> {
            session.listen(listener);
            listener.changed(session);
            return session.live() && session.worker() != null ? adopt(session) : Future.succeededFuture();
        }));
    }

    private Future<Void> adopt(LiveSession session) {
        UpdateRequest here = new UpdateRequest(session.id(), null, null, false, registry.eventsTo());
        WorkerKey worker = session.placement().worker();
        return update(session, worker, here, null).<Void>mapEmpty().recover(failure -> {
            if (failure instanceof Fault fault && fault.code().retryable()) {
                moves.lost(session, worker, MoveCause.SILENT, fault.detail()); // it was lost while nobody watched
                return Future.succeededFuture();
            }
            return Future.failedFuture(failure);
        });
    }

    /** How it stands. */
    public Future<SessionView> view(String id) {
        return registry.look(id).map(LiveSession::view);
    }

    /** Ends it, with its last counters where the worker still tells them. Ending what has ended is no error. */
    public Future<SessionView> end(String id, String reason) {
        return registry.find(id).compose(session -> {
            if (!session.concerned()) {
                return Future.succeededFuture(session.view());
            }
            return service.apply(session, new Event.End(reason)).done().map(released -> session.view());
        });
    }

    /** A listener went away; its sessions go on. */
    public void forget(SessionListener listener) {
        registry.all().forEach(session -> session.unlisten(listener));
    }

    private static void requireNotEnded(LiveSession session) {
        if (session.ended()) {
            throw new Fault(ErrorCode.NO_SESSION, "the session has ended");
        }
    }

    private static void requireOpen(LiveSession session, OfferReason reason) {
        requireNotEnded(session);
        if (session.state() == SessionState.FAILED && reason != OfferReason.MOVE) {
            throw new Fault(
                    ErrorCode.WORKER_GONE,
                    "the session failed (" + session.reason() + "); offer with reason \"move\", or begin a new one");
        }
    }

    private static SessionOptions allowed(SessionOptions options, Caller caller) {
        if (options.bare() && !caller.mayGoBare()) {
            throw new Fault(
                    ErrorCode.FORBIDDEN,
                    "\"onLost\": \"pass\", \"strength\" under " + SessionOptions.BARE_STRENGTH
                            + " and \"badge\": false need --allow-bare at the gateway, or the admin token");
        }
        return options;
    }

    /** What throws at once fails the future as well, so that a caller has one way to look. */
    private static <T> Future<T> attempt(Supplier<Future<T>> what) {
        return Future.succeededFuture().compose(ignored -> what.get());
    }
}
