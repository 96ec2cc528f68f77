package dev.facewire.gateway;

import dev.facewire.gateway.http.ClusterRoutes;
import dev.facewire.gateway.http.FaceRoutes;
import dev.facewire.gateway.http.Guard;
import dev.facewire.gateway.http.Problems;
import dev.facewire.gateway.http.SessionRoutes;
import dev.facewire.gateway.metrics.Metrics;
import dev.facewire.gateway.page.PageRoutes;
import dev.facewire.gateway.signal.SignalEndpoint;
import dev.facewire.gateway.whip.WhepRoutes;
import dev.facewire.gateway.whip.WhipHeaders;
import dev.facewire.gateway.whip.WhipRoutes;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;

/** All routes, in the order in which a request meets them. */
public record Api(
        Guard guard,
        Metrics metrics,
        PageRoutes pages,
        ClusterRoutes cluster,
        FaceRoutes faces,
        SessionRoutes sessions,
        WhipRoutes whip,
        WhepRoutes whep,
        SignalEndpoint signal) {

    /** Takes every request that could be read as HTTP. */
    public Handler<HttpServerRequest> handler(Vertx vertx) {
        Router router = router(vertx);
        return request -> {
            if (decodable(request.uri())) {
                router.handle(request);
            } else {
                Problems.answer(
                        request.response(),
                        new Fault(
                                ErrorCode.BAD_REQUEST, "the address holds a broken escape; \"%\" is written \"%25\""));
            }
        };
    }

    /** The router takes a broken escape for an error of its own. */
    private static boolean decodable(String uri) {
        for (int at = uri.indexOf('%'); at >= 0; at = uri.indexOf('%', at + 1)) {
            if (at + 2 >= uri.length() || hex(uri.charAt(at + 1)) < 0 || hex(uri.charAt(at + 2)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static int hex(char digit) {
        return digit < 128 ? Character.digit(digit, 16) : -1;
    }

    private Router router(Vertx vertx) {
        Router router = Router.router(vertx);
        Problems.mount(router);
        router.route().handler(metrics::observe);
        router.route().handler(WhipHeaders::acceptPost);
        router.route().handler(guard::origin);
        pages.mount(router);
        router.get("/v1/signal").handler(signal::accept); // its token may come in the first message
        router.route("/v1/*").handler(guard::enter);
        cluster.mount(router, guard);
        faces.mount(router);
        sessions.mount(router);
        whip.mount(router, guard);
        whep.mount(router, guard);
        return router;
    }
}
