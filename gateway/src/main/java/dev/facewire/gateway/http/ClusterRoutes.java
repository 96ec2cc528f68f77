package dev.facewire.gateway.http;

import dev.facewire.gateway.metrics.Metrics;
import dev.facewire.gateway.session.SessionRegistry;
import dev.facewire.gateway.workers.WorkerView;
import dev.facewire.gateway.workers.WorkerWatch;
import dev.facewire.protocol.http.ClusterView;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;

/** What operators look at: workers, draining, health, metrics. */
public final class ClusterRoutes {
    private final WorkerView workers;
    private final WorkerWatch watch;
    private final SessionRegistry sessions;
    private final Metrics metrics;
    private final BooleanSupplier ready;

    /**
     * Routes over what is watched.
     *
     * @param ready true while the gateway is in its cluster and not shutting down
     */
    public ClusterRoutes(
            WorkerView workers, WorkerWatch watch, SessionRegistry sessions, Metrics metrics, BooleanSupplier ready) {
        this.workers = workers;
        this.watch = watch;
        this.sessions = sessions;
        this.metrics = metrics;
        this.ready = ready;
    }

    /** The body of the health calls; {@code workers} counts those that can be reached. */
    private record Health(String status, Integer workers) {}

    public void mount(Router router, Guard guard) {
        router.get("/health/live").handler(ctx -> Replies.json(ctx, 200, new Health("UP", null)));
        router.get("/health/ready").handler(this::ready);
        router.get("/metrics").handler(guard::enter).handler(guard::admin).handler(this::metrics);
        router.get("/v1/workers").handler(guard::admin).handler(ctx -> Replies.json(ctx, 200, workers.view()));
        router.get("/v1/cluster").handler(guard::admin).handler(ctx -> Replies.json(ctx, 200, cluster()));
        router.post("/v1/workers/:id/drain").handler(guard::admin).handler(this::drain);
    }

    private ClusterView cluster() {
        return new ClusterView(
                workers.view().workers(),
                sessions.all().stream()
                        .map(session -> new ClusterView.Session(
                                session.toString(),
                                session.state(),
                                session.worker(),
                                "/whep/" + sessions.viewOf(session.id()),
                                session.stats()))
                        .toList());
    }

    /** Ready without a worker too: faces and sessions are then refused with a Retry-After. */
    private void ready(RoutingContext ctx) {
        boolean up = ready.getAsBoolean();
        Replies.json(ctx, up ? 200 : 503, new Health(up ? "UP" : "DOWN", workers.count()));
    }

    private void metrics(RoutingContext ctx) {
        ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                .end(metrics.scrape());
    }

    private void drain(RoutingContext ctx) {
        Replies.empty(ctx, 202, watch.drain(ctx.pathParam("id")));
    }
}
