package dev.facewire.gateway.http;

import dev.facewire.gateway.access.Access;
import dev.facewire.gateway.access.Caller;
import dev.facewire.gateway.access.OriginRules;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Stands before every route: Host and Origin, CORS, tokens. */
public final class Guard {
    private static final String CALLER = "facewire.caller";

    private final OriginRules rules;
    private final Access access;

    public Guard(OriginRules rules, Access access) {
        this.rules = rules;
        this.access = access;
    }

    /** Every request, the WebSocket's too: Host and Origin must be right; a preflight is answered. */
    public void origin(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        rules.check(hostOf(request), origin);
        HttpServerResponse response = ctx.response().putHeader("X-Content-Type-Options", "nosniff");
        if (origin != null && rules.allowed(origin)) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                    .putHeader(
                            HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS,
                            "Location, Retry-After, ETag, Link, Accept-Patch")
                    .putHeader(HttpHeaders.VARY, "Origin");
            if (HttpMethod.OPTIONS.equals(request.method())
                    && request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) != null) {
                response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PATCH, DELETE, OPTIONS")
                        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type, If-Match")
                        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "600")
                        .setStatusCode(204)
                        .end();
                return;
            }
        }
        ctx.next();
    }

    /** Calls that need a token where there are tokens. */
    public void enter(RoutingContext ctx) {
        ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        ctx.put(CALLER, access.enter(Access.bearer(ctx.request().getHeader(HttpHeaders.AUTHORIZATION)), address(ctx)));
        ctx.next();
    }

    /** Calls of viewers: their tokens let them watch, and nothing else. */
    public void watch(RoutingContext ctx) {
        ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        access.watch(Access.bearer(ctx.request().getHeader(HttpHeaders.AUTHORIZATION)), address(ctx));
        ctx.next();
    }

    /** Calls of the operator. */
    public void admin(RoutingContext ctx) {
        access.requireAdmin(caller(ctx));
        ctx.next();
    }

    /** Who calls; after {@link #enter}. */
    public static Caller caller(RoutingContext ctx) {
        return ctx.get(CALLER);
    }

    private static String address(RoutingContext ctx) {
        return ctx.request().remoteAddress().hostAddress();
    }

    private static String hostOf(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.HOST);
        return header != null || request.authority() == null
                ? header
                : request.authority().toString(); // HTTP/2
    }
}
