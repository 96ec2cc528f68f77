package dev.facewire.gateway.metrics;

import dev.facewire.gateway.face.FaceStore;
import dev.facewire.gateway.session.SessionRegistry;
import dev.facewire.gateway.workers.WorkerView;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The gateway's figures, as told in docs/reference/metrics.md. What is a state is read at the scrape, on the event
 * loop, which also serves {@code /metrics}.
 */
public final class Metrics {
    /** From the time of a reply within one host to the bound of an assignment. */
    private static final Duration[] ASSIGNMENT_BUCKETS = IntStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);
    /** Shown from the start, so that their first occurrence is an increase and not a new series. */
    private static final List<String> OUTCOMES = List.of("assigned", "no_worker", "no_model", "no_capacity");

    private static final List<String> STEPS =
            List.of("asked_died", "asked_silent", "asked_failed", "asked_drain", "moved", "back");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Timer assignment = Timer.builder("facewire.assignment")
            .description("Time from the wish for a slot to a worker's promise of one")
            .serviceLevelObjectives(ASSIGNMENT_BUCKETS)
            .register(registry);

    public Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        OUTCOMES.forEach(this::outcome);
        STEPS.forEach(this::step);
    }

    /** Sessions, slots and workers. */
    public void watch(SessionRegistry sessions, WorkerView workers, WorkerFigures figures) {
        registry.getPrometheusRegistry().register(new ClusterCollector(sessions, workers, figures));
    }

    /** Faces and the bytes of their crops. */
    public void watch(FaceStore faces) {
        Gauge.builder("facewire.faces", faces, FaceStore::count)
                .description("Face crops that this gateway keeps at hand")
                .register(registry);
        Gauge.builder("facewire.faces.size", faces, FaceStore::bytes)
                .description("Bytes of these crops")
                .baseUnit("bytes")
                .register(registry);
    }

    /** An assignment ended so, after so long. */
    public void assigned(String outcome, Duration took) {
        outcome(outcome).increment();
        if (outcome.equals("assigned")) {
            assignment.record(took);
        }
    }

    private Counter outcome(String outcome) {
        return Counter.builder("facewire.assignments")
                .description("Searches for a slot, by how they ended")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** A step of a move, as named by {@link dev.facewire.gateway.session.Moves}. */
    public void move(String step) {
        step(step).increment();
    }

    private Counter step(String step) {
        return Counter.builder("facewire.moves")
                .description("Steps of moves from one worker to another")
                .tag("step", step)
                .register(registry);
    }

    /** Times a request, by route and status; a path that is no route of ours gets one name, or strangers fill the memory. */
    public void observe(RoutingContext ctx) {
        long from = System.nanoTime();
        ctx.addEndHandler(ended -> {
            Route route = ctx.currentRoute();
            String path = route == null || route.getPath() == null ? "none" : route.getPath();
            Timer.builder("facewire.http.requests")
                    .description("HTTP requests")
                    .tag("method", methodOf(ctx))
                    .tag("route", path)
                    .tag("status", Integer.toString(ctx.response().getStatusCode()))
                    .register(registry)
                    .record(System.nanoTime() - from, TimeUnit.NANOSECONDS);
        });
        ctx.next();
    }

    public String scrape() {
        return registry.scrape();
    }

    private static String methodOf(RoutingContext ctx) {
        String method = ctx.request().method().name();
        return switch (method) {
            case "GET", "POST", "PATCH", "DELETE", "OPTIONS" -> method;
            default -> "other";
        };
    }
}
