package dev.facewire.gateway.whip;

import dev.facewire.gateway.access.CandidateBudget;
import dev.facewire.gateway.http.Bodies;
import dev.facewire.gateway.http.Guard;
import dev.facewire.gateway.session.LiveSession;
import dev.facewire.gateway.session.NewSession;
import dev.facewire.gateway.session.SessionCalls;
import dev.facewire.gateway.session.SessionIds;
import dev.facewire.gateway.session.SessionRegistry;
import dev.facewire.gateway.turn.IceSupply;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.http.NextOffer;
import dev.facewire.protocol.http.OfferReason;
import dev.facewire.protocol.sdp.Sdp;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.session.SessionState;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code /whip} (RFC 9725): a publisher's picture becomes a session, to be watched by WHEP. */
public final class WhipRoutes {
    private static final String RESOURCE = "/whip/:id";

    private final SessionCalls sessions;
    private final SessionRegistry registry;
    private final IceSupply ice;
    private final CandidateBudget budget;
    private final IceStates<IceState> states = new IceStates<>();

    public WhipRoutes(SessionCalls sessions, SessionRegistry registry, IceSupply ice, CandidateBudget budget) {
        this.budget = budget;
        this.sessions = sessions;
        this.registry = registry;
        this.ice = ice;
    }

    public void mount(Router router, Guard guard) {
        router.options("/whip").handler(ctx -> ctx.response().setStatusCode(200).end());
        router.post("/whip").handler(guard::enter);
        router.patch(RESOURCE).handler(guard::enter);
        router.delete(RESOURCE).handler(guard::enter);
        Bodies.mount(router, "/whip*");
        router.post("/whip").handler(this::publish);
        router.patch(RESOURCE).handler(this::patch);
        router.delete(RESOURCE).handler(this::delete);
        router.route("/whip").handler(ctx -> WhipHeaders.only(ctx, "POST, OPTIONS"));
        router.route(RESOURCE).handler(ctx -> WhipHeaders.only(ctx, "PATCH, DELETE"));
    }

    private void publish(RoutingContext ctx) {
        // RFC 9725, section 4.2: a publisher may offer to receive too, and is never sent anything.
        String offer =
                Sdp.parse(WhipHeaders.body(ctx, WhipHeaders.SDP)).sendingOnly().text();
        String face = ctx.request().getParam("face");
        if (face == null || face.isBlank()) {
            throw new Fault(ErrorCode.BAD_REQUEST, "name the face: POST /whip?face=ID (see POST /v1/faces)");
        }
        NewSession wish = new NewSession(offer, face, options(ctx), false);
        sessions.create(wish, Guard.caller(ctx), null)
                .onSuccess(answer -> {
                    IceState state = IceState.of(offer, 1, answer.sdp());
                    states.put(answer.id(), state);
                    WhipHeaders.iceServers(ctx.response(), ice.fresh(SessionIds.hash(answer.id())));
                    ctx.response()
                            .headers()
                            .add(
                                    "Link",
                                    "</whep/" + registry.viewOf(answer.id())
                                            + ">; rel=\"alternate\"; type=\"application/sdp\"");
                    WhipHeaders.created(ctx, "/whip/" + answer.id(), state, answer.sdp());
                })
                .onFailure(ctx::fail);
    }

    /** The options of a session stand in the query: strength=0.8, mouth=false, … */
    private static OptionsPatch options(RoutingContext ctx) {
        Map<String, String> given = new TreeMap<>();
        ctx.queryParams().forEach(given::put);
        given.remove("face");
        return Json.decode(Json.encode(given), OptionsPatch.class);
    }

    /** Forgets publishers whose sessions ended otherwise than by DELETE; to be called now and then. */
    public void tick() {
        Set<String> here = registry.all().stream()
                .filter(session -> session.state() != SessionState.ENDED)
                .map(LiveSession::id)
                .collect(Collectors.toSet());
        states.removeIf((id, state) -> !here.contains(id));
    }

    private void patch(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        String text = WhipHeaders.body(ctx, WhipHeaders.FRAGMENT);
        IceState state = states.get(id);
        if (state == null) {
            throw new Fault(ErrorCode.NO_SESSION, "no such session; it may have ended, or another gateway has it");
        }
        SdpFragment fragment = SdpFragment.parse(text);
        boolean restart = state.restart(ctx.request().getHeader(HttpHeaders.IF_MATCH), fragment.ufrag());
        if (restart) {
            restart(ctx, id, state, fragment);
        } else {
            Future<Void> taken = sessions.ice(id, state.rev(), budget.within(id, state.rev(), fragment.trickled()));
            taken.onSuccess(done -> ctx.response().setStatusCode(204).end()).onFailure(ctx::fail);
        }
    }

    private void restart(RoutingContext ctx, String id, IceState state, SdpFragment fragment) {
        String offer = fragment.into(state.offer());
        NextOffer next = new NextOffer(offer, "offer", state.rev() + 1, OfferReason.RESTART);
        sessions.next(id, next, false, null)
                .onSuccess(answer -> {
                    IceState renewed = IceState.of(offer, next.rev(), answer.sdp());
                    states.put(id, renewed);
                    ctx.response()
                            .setStatusCode(200)
                            .putHeader(HttpHeaders.CONTENT_TYPE, WhipHeaders.FRAGMENT)
                            .putHeader(HttpHeaders.ETAG, renewed.etag())
                            .end(SdpFragment.of(answer.sdp()));
                })
                .onFailure(ctx::fail);
    }

    private void delete(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        sessions.end(id, "ended by the publisher")
                .onSuccess(view -> {
                    states.remove(id);
                    ctx.response().setStatusCode(200).end();
                })
                .onFailure(ctx::fail);
    }
}
