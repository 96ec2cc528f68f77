package dev.facewire.gateway.http;

import dev.facewire.protocol.Json;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Ends a request with what a future brings. */
final class Replies {
    private Replies() {}

    /** A record as JSON, or the failure handler. */
    static void json(RoutingContext ctx, int status, Future<?> body) {
        body.onSuccess(value -> json(ctx, status, value)).onFailure(ctx::fail);
    }

    static void json(RoutingContext ctx, int status, Object body) {
        if (!ctx.response().ended()) {
            ctx.response()
                    .setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(Json.encode(body));
        }
    }

    /** No content, or the failure handler. */
    static void empty(RoutingContext ctx, int status, Future<?> done) {
        done.onSuccess(value -> ctx.response().setStatusCode(status).end()).onFailure(ctx::fail);
    }
}
