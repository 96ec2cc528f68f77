package dev.facewire.gateway.session;

import dev.facewire.gateway.assign.WorkerCalls;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.turn.IceSupply;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.sdp.OfferRules;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.worker.Verb;
import dev.facewire.protocol.worker.ViewReply;
import dev.facewire.protocol.worker.ViewRequest;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Viewers of sessions: asks the session's worker. Confined to the event loop. */
public final class Viewing {
    /** As many as a worker lets watch one session. */
    static final int MAX_OPENING_PER_SESSION = 8;
    /** Whoever has a link may ask, and each request holds an offer of up to 64 KB for the seconds that a worker takes. */
    static final int MAX_OPENING = 128;

    private final SessionRegistry registry;
    private final WorkerCalls calls;
    private final IceSupply ice;
    /** Requests under way, by session. */
    private final Map<String, Integer> opening = new HashMap<>();

    private int openingInAll;

    public Viewing(SessionRegistry registry, WorkerCalls calls, IceSupply ice) {
        this.registry = registry;
        this.calls = calls;
        this.ice = ice;
    }

    /** A viewer and its worker; when the session moves to another one, the viewer has to come anew. */
    public record View(String session, String viewer, WorkerKey worker, int maxBitrateKbps) {}

    /** A viewer's answer. */
    public record Opened(View view, String sdp) {}

    /**
     * Lets someone watch.
     *
     * @param handle the session's name for viewers, or its id
     * @return the answer with all candidates inside; or NO_SESSION, BAD_SDP, NO_CODEC, TOO_MANY, WORKER_GONE
     */
    public Future<Opened> open(String handle, String sdp) {
        OfferRules.checkViewed(sdp);
        if (openingInAll >= MAX_OPENING) {
            return Future.failedFuture(new Fault(ErrorCode.TOO_MANY, "too many viewers come at once; try again"));
        }
        openingInAll++;
        return registry.watched(handle).compose(session -> open(session, sdp)).onComplete(done -> openingInAll--);
    }

    private Future<Opened> open(LiveSession session, String sdp) {
        if (!session.live()) {
            return Future.failedFuture(new Fault(ErrorCode.NO_SESSION, "the session is not on air"));
        }
        if (opening.getOrDefault(session.id(), 0) >= MAX_OPENING_PER_SESSION) {
            return Future.failedFuture(
                    new Fault(ErrorCode.TOO_MANY, "too many viewers of this session come at once; try again"));
        }
        View view = new View(
                session.id(),
                UUID.randomUUID().toString(),
                session.placement().worker(),
                session.options().maxBitrateKbps());
        opening.merge(session.id(), 1, Integer::sum);
        return offer(view, sdp)
                .map(answer -> new Opened(view, answer))
                .onComplete(done -> opening.computeIfPresent(session.id(), (id, n) -> n == 1 ? null : n - 1));
    }

    /** A further offer of a viewer: an ICE restart. */
    public Future<String> offer(View view, String sdp) {
        return ask(view, sdp, List.of(), false).map(ViewReply::sdp);
    }

    public Future<Void> candidates(View view, List<IceCandidate> candidates) {
        return candidates.isEmpty()
                ? Future.succeededFuture()
                : ask(view, null, candidates, false).mapEmpty();
    }

    /** The viewer leaves. Never fails: a worker that can't be told notices. */
    public Future<Void> end(View view) {
        return ask(view, null, List.of(), true).<Void>mapEmpty().otherwiseEmpty();
    }

    private Future<ViewReply> ask(View view, String sdp, List<IceCandidate> candidates, boolean end) {
        ViewRequest request = new ViewRequest(
                view.session(),
                view.viewer(),
                sdp,
                candidates,
                end,
                view.maxBitrateKbps(),
                ice.fresh(SessionIds.hash(view.viewer())));
        return calls.request(view.worker(), Verb.VIEW, request, ViewReply.class, SessionCalls.OFFER_TIMEOUT);
    }
}
