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
import io.vertx.core.Vertx;
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

    public Router router(Vertx vertx) {
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
