package dev.facewire.gateway.whip;

import dev.facewire.gateway.access.CandidateBudget;
import dev.facewire.gateway.http.Bodies;
import dev.facewire.gateway.http.Guard;
import dev.facewire.gateway.session.LiveSession;
import dev.facewire.gateway.session.SessionIds;
import dev.facewire.gateway.session.SessionRegistry;
import dev.facewire.gateway.session.Viewing;
import dev.facewire.gateway.session.Viewing.View;
import dev.facewire.gateway.turn.IceSupply;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.SessionState;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code /whep/SESSION} (the WHEP draft): the swapped picture of a session, for as many as its worker lets in. */
public final class WhepRoutes {
    private static final String ENDPOINT = "/whep/:session";
    private static final String RESOURCE = "/whep/:session/:viewer";
    /** A viewer that this gateway let in. */
    private record Watching(View view, IceState ice) implements IceStates.Kept {}

    private final Viewing viewing;
    private final IceSupply ice;
    private final SessionRegistry registry;
    private final CandidateBudget budget;
    private final IceStates<Watching> viewers = new IceStates<>();
    /** Sessions that were served here at the last tick. */
    private Set<String> served = new HashSet<>();

    public WhepRoutes(Viewing viewing, SessionRegistry registry, IceSupply ice, CandidateBudget budget) {
        this.registry = registry;
        this.budget = budget;
        this.viewing = viewing;
        this.ice = ice;
    }

    public void mount(Router router, Guard guard) {
        router.options(ENDPOINT)
                .handler(ctx -> ctx.response().setStatusCode(200).end());
        router.post(ENDPOINT).handler(guard::watch);
        router.patch(RESOURCE).handler(guard::watch);
        router.delete(RESOURCE).handler(guard::watch);
        Bodies.mount(router, "/whep/*");
        router.post(ENDPOINT).handler(this::play);
        router.patch(RESOURCE).handler(this::patch);
        router.delete(RESOURCE).handler(this::delete);
        router.route(ENDPOINT).handler(ctx -> WhipHeaders.only(ctx, "POST, OPTIONS"));
        router.route(RESOURCE).handler(ctx -> WhipHeaders.only(ctx, "PATCH, DELETE"));
    }

    private void play(RoutingContext ctx) {
        String offer = WhipHeaders.body(ctx, WhipHeaders.SDP);
        String handle = ctx.pathParam("session");
        viewing.open(handle, offer)
                .onSuccess(opened -> {
                    IceState state = IceState.of(offer, 1, opened.sdp());
                    String viewer = opened.view().viewer();
                    viewers.put(viewer, new Watching(opened.view(), state));
                    WhipHeaders.iceServers(ctx.response(), ice.fresh(SessionIds.hash(viewer)));
                    WhipHeaders.created(ctx, "/whep/" + handle + "/" + viewer, state, opened.sdp());
                })
                .onFailure(ctx::fail);
    }

    /** Forgets viewers of sessions that were served here and are over; to be called now and then. */
    public void tick() {
        Set<String> here = registry.all().stream()
                .filter(session -> session.state() != SessionState.ENDED)
                .map(LiveSession::id)
                .collect(Collectors.toCollection(HashSet::new));
        Set<String> over = served;
        over.removeAll(here);
        viewers.removeIf((id, watching) -> over.contains(watching.view().session()));
        served = here;
    }

    private Watching require(RoutingContext ctx) {
        Watching watching = viewers.get(ctx.pathParam("viewer"));
        if (watching == null) {
            throw new Fault(ErrorCode.NO_SESSION, "no such viewer; it may have left, or another gateway has it");
        }
        return watching;
    }

    private void patch(RoutingContext ctx) {
        String text = WhipHeaders.body(ctx, WhipHeaders.FRAGMENT);
        Watching watching = require(ctx);
        SdpFragment fragment = SdpFragment.parse(text);
        boolean restart = watching.ice().restart(ctx.request().getHeader(HttpHeaders.IF_MATCH), fragment.ufrag());
        if (!restart) {
            Future<Void> taken = viewing.candidates(
                    watching.view(),
                    budget.within(watching.view().viewer(), watching.ice().rev(), fragment.trickled()));
            taken.onSuccess(done -> ctx.response().setStatusCode(204).end()).onFailure(ctx::fail);
            return;
        }
        String offer = fragment.into(watching.ice().offer());
        viewing.offer(watching.view(), offer)
                .onSuccess(answer -> {
                    IceState renewed = IceState.of(offer, watching.ice().rev() + 1, answer);
                    viewers.put(watching.view().viewer(), new Watching(watching.view(), renewed));
                    ctx.response()
                            .setStatusCode(200)
                            .putHeader(HttpHeaders.CONTENT_TYPE, WhipHeaders.FRAGMENT)
                            .putHeader(HttpHeaders.ETAG, renewed.etag())
                            .end(SdpFragment.of(answer));
                })
                .onFailure(ctx::fail);
    }

    private void delete(RoutingContext ctx) {
        Watching watching = require(ctx);
        viewers.remove(watching.view().viewer());
        viewing.end(watching.view())
                .onSuccess(done -> ctx.response().setStatusCode(200).end());
    }
}
