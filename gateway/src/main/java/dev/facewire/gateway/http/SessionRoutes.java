package dev.facewire.gateway.http;

import dev.facewire.gateway.session.NewSession;
import dev.facewire.gateway.session.SessionCalls;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.http.CreateSession;
import dev.facewire.protocol.http.NextOffer;
import dev.facewire.protocol.http.PatchSession;
import dev.facewire.protocol.http.SessionAnswer;
import dev.facewire.protocol.sdp.OfferRules;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code /v1/sessions}. */
public final class SessionRoutes {
    private final SessionCalls sessions;

    public SessionRoutes(SessionCalls sessions) {
        this.sessions = sessions;
    }

    public void mount(Router router) {
        Bodies.mount(router, "/v1/sessions*");
        router.post("/v1/sessions").handler(this::create);
        router.post("/v1/sessions/:id/offer").handler(this::offer);
        router.patch("/v1/sessions/:id").handler(this::patch);
        router.get("/v1/sessions/:id").handler(this::get);
        router.delete("/v1/sessions/:id").handler(this::delete);
    }

    private void create(RoutingContext ctx) {
        CreateSession body = body(ctx, CreateSession.class);
        OfferRules.check(body.sdp());
        NewSession wish = new NewSession(body.sdp(), body.face(), body.options(), false);
        Future<SessionAnswer> answer = sessions.create(wish, Guard.caller(ctx), null)
                .onSuccess(made -> ctx.response().putHeader(HttpHeaders.LOCATION, "/v1/sessions/" + made.id()));
        Replies.json(ctx, 201, answer);
    }

    private void offer(RoutingContext ctx) {
        Replies.json(ctx, 200, sessions.next(ctx.pathParam("id"), body(ctx, NextOffer.class), false, null));
    }

    private void patch(RoutingContext ctx) {
        PatchSession body = body(ctx, PatchSession.class);
        Replies.json(ctx, 200, sessions.update(ctx.pathParam("id"), body, Guard.caller(ctx), null));
    }

    private void get(RoutingContext ctx) {
        Replies.json(ctx, 200, sessions.view(ctx.pathParam("id")));
    }

    private void delete(RoutingContext ctx) {
        Replies.json(ctx, 200, sessions.end(ctx.pathParam("id"), "ended by the client"));
    }

    private static <T> T body(RoutingContext ctx, Class<T> type) {
        String text = ctx.body().asString();
        return Json.decode(text == null ? "" : text, type);
    }
}
