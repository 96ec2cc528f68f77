package dev.facewire.gateway.whip;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.IceServer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;

/** The headers that WHIP and WHEP share. */
public final class WhipHeaders {
    static final String SDP = "application/sdp";
    static final String FRAGMENT = "application/trickle-ice-sdpfrag";

    private WhipHeaders() {}

    /** Says what is taken here, in the answer to a preflight too (RFC 9725, section 4.2). */
    public static void acceptPost(RoutingContext ctx) {
        String path = ctx.request().path();
        if (path != null && (path.equals("/whip") || path.startsWith("/whep/"))) {
            ctx.response().putHeader("Accept-Post", SDP);
        }
        ctx.next();
    }

    /** A body of this type. */
    static String body(RoutingContext ctx, String type) {
        String given = ctx.request().getHeader(HttpHeaders.CONTENT_TYPE);
        String plain = given == null ? "" : given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!plain.equals(type)) {
            throw new Fault(ErrorCode.UNSUPPORTED_TYPE, "send \"Content-Type: " + type + "\"");
        }
        String text = ctx.body().asString();
        return text == null ? "" : text;
    }

    /** {@code Link} headers for ICE servers (RFC 9725, section 4.6). */
    static void iceServers(HttpServerResponse response, List<IceServer> servers) {
        for (IceServer server : servers) {
            for (String url : server.urls()) {
                String link = "<" + url + ">; rel=\"ice-server\"";
                if (server.username() != null) {
                    link += "; username=" + quoted(server.username()) + "; credential=" + quoted(server.credential())
                            + "; credential-type=\"password\"";
                }
                response.headers().add("Link", link);
            }
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** What a resource can do, for those who ask for something else. */
    static void only(RoutingContext ctx, String methods) {
        ctx.response().putHeader(HttpHeaders.ALLOW, methods);
        throw new Fault(ErrorCode.METHOD_NOT_ALLOWED, "this resource takes " + methods);
    }

    /** The answer to an offer. */
    static void created(RoutingContext ctx, String location, IceState ice, String sdp) {
        ctx.response()
                .setStatusCode(201)
                .putHeader(HttpHeaders.CONTENT_TYPE, SDP)
                .putHeader(HttpHeaders.LOCATION, location)
                .putHeader(HttpHeaders.ETAG, ice.etag())
                .putHeader("Accept-Patch", FRAGMENT)
                .end(sdp);
    }
}
