package dev.facewire.gateway.metrics;

import dev.facewire.gateway.assign.Candidate;
import dev.facewire.gateway.face.FaceStore;
import dev.facewire.gateway.session.SessionRegistry;
import dev.facewire.gateway.workers.WorkerView;
import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.worker.WorkerState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The gateway's figures. Gauges read the state of the event loop, which also serves {@code /metrics}. */
public final class Metrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    public Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    /** Workers by state, and their slots. */
    public void watch(WorkerView workers) {
        for (WorkerState state : WorkerState.values()) {
            Gauge.builder("facewire.workers", workers, view -> view.view().workers().stream()
                            .filter(worker -> worker.state() == state)
                            .count())
                    .tag("state", lower(state))
                    .register(registry);
        }
        Gauge.builder("facewire.slots", workers, view -> view.candidates().stream()
                        .filter(Candidate::reachable)
                        .mapToInt(worker -> worker.report().slots())
                        .sum())
                .register(registry);
        Gauge.builder("facewire.slots.used", workers, view -> view.candidates().stream()
                        .filter(Candidate::reachable)
                        .mapToInt(worker -> worker.report().used())
                        .sum())
                .register(registry);
    }

    /** Sessions by state. */
    public void watch(SessionRegistry sessions) {
        for (SessionState state : SessionState.values()) {
            Gauge.builder("facewire.sessions", sessions, all -> all.all().stream()
                            .filter(session -> session.state() == state)
                            .count())
                    .tag("state", lower(state))
                    .register(registry);
        }
    }

    /** Faces and the bytes of their crops. */
    public void watch(FaceStore faces) {
        Gauge.builder("facewire.faces", faces, FaceStore::count).register(registry);
        Gauge.builder("facewire.faces.size", faces, FaceStore::bytes)
                .baseUnit("bytes")
                .register(registry);
    }

    /** An assignment ended so. */
    public void assigned(String outcome) {
        Counter.builder("facewire.assignments")
                .tag("outcome", outcome)
                .register(registry)
                .increment();
    }

    /** A step of a move, as named by {@link dev.facewire.gateway.session.Moves}. */
    public void move(String step) {
        Counter.builder("facewire.moves").tag("step", step).register(registry).increment();
    }

    /** Times a request, by route and status; a path that is no route of ours gets one name, or strangers fill the memory. */
    public void observe(RoutingContext ctx) {
        long from = System.nanoTime();
        ctx.addEndHandler(ended -> {
            Route route = ctx.currentRoute();
            String path = route == null || route.getPath() == null ? "none" : route.getPath();
            Timer.builder("facewire.http.requests")
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

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
