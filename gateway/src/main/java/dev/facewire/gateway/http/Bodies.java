package dev.facewire.gateway.http;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Locale;

/** Reads the bodies of calls that take JSON or a session description. */
public final class Bodies {
    /** An offer has at most 64 KB; JSON doubles a line break. */
    static final int MAX_BYTES = 128 * 1024;

    private static final List<HttpMethod> WITH_BODY = List.of(HttpMethod.POST, HttpMethod.PATCH);

    private Bodies() {}

    /** Has the bodies below a path read before the routes that are mounted afterwards. */
    public static void mount(Router router, String path) {
        for (HttpMethod method :
                WITH_BODY) { // with others a body has no meaning here, and a form is an error to Vert.x
            router.route(method, path).handler(Bodies::plain);
            router.route(method, path).handler(BodyHandler.create(false).setBodyLimit(MAX_BYTES));
        }
    }

    private static void plain(RoutingContext ctx) {
        String type = String.valueOf(ctx.request().getHeader(HttpHeaders.CONTENT_TYPE))
                .toLowerCase(Locale.ROOT);
        if (type.startsWith("multipart/")) {
            throw new Fault(ErrorCode.UNSUPPORTED_TYPE, "no form is taken here; send the body as it is");
        }
        if (type.startsWith("application/x-www-form-urlencoded")) {
            ctx.request().headers().remove(HttpHeaders.CONTENT_TYPE); // what curl and Python say where nothing is said
        }
        ctx.next();
    }
}
