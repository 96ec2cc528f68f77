package dev.facewire.gateway.metrics;

import dev.facewire.gateway.assign.Candidate;
import dev.facewire.gateway.metrics.WorkerFigures.Frames;
import dev.facewire.gateway.session.LiveSession;
import dev.facewire.gateway.session.SessionRegistry;
import dev.facewire.gateway.workers.WorkerView;
import dev.facewire.protocol.http.WorkersView.Worker;
import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.worker.WorkerReport;
import dev.facewire.protocol.worker.WorkerState;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * Sessions, slots and workers as they are at the moment of a scrape, which comes on the gateway's event loop. Nothing is
 * kept between scrapes: a worker that the view has forgotten has no series any more.
 */
final class ClusterCollector implements MultiCollector {
    private final SessionRegistry sessions;
    private final WorkerView view;
    private final WorkerFigures figures;

    ClusterCollector(SessionRegistry sessions, WorkerView view, WorkerFigures figures) {
        this.sessions = sessions;
        this.view = view;
        this.figures = figures;
    }

    @Override
    public MetricSnapshots collect() {
        List<MetricSnapshot> all = new ArrayList<>();
        List<Worker> workers = view.view().workers();
        all.add(byState(
                "facewire_sessions",
                "Sessions that this gateway serves, those that ended in the last minute included",
                SessionState.values(),
                count(sessions.all(), LiveSession::state)));
        all.add(byState("facewire_workers", "Workers", WorkerState.values(), count(workers, Worker::state)));
        slots(all);
        workers(all, workers);
        frames(all, workers);
        engines(all, workers);
        return new MetricSnapshots(all);
    }

    private void slots(List<MetricSnapshot> all) {
        List<WorkerReport> reports = view.candidates().stream()
                .filter(Candidate::reachable)
                .map(Candidate::report)
                .toList();
        all.add(total("facewire_slots", "Slots of all workers that can be reached", reports, WorkerReport::slots));
        all.add(total("facewire_slots_used", "Slots with a connected session", reports, WorkerReport::used));
        all.add(total("facewire_slots_reserved", "Slots promised, not connected yet", reports, WorkerReport::reserved));
    }

    private static void workers(List<MetricSnapshot> all, List<Worker> workers) {
        List<Worker> there = workers.stream()
                .filter(worker -> worker.state() != WorkerState.GONE)
                .toList();
        all.add(byWorker("facewire_worker_slots", "Slots of a worker", there, Worker::slots));
        all.add(byWorker("facewire_worker_slots_used", "Its slots with a connected session", there, Worker::used));
        all.add(byWorker("facewire_worker_slots_reserved", "Its slots that are promised", there, Worker::reserved));
        all.add(byWorker(
                "facewire_worker_stress_ratio",
                "Share of its time that its device loop is busy, plus the lateness of frames in frame intervals",
                there,
                Worker::stress));
        all.add(byWorker(
                "facewire_worker_busy_ratio", "Share of its time that its device loop works", there, Worker::busy));
        all.add(byWorker(
                "facewire_worker_heartbeat_age_seconds",
                "Time since its last heartbeat",
                workers,
                worker -> worker.ageMs() / 1000.0));
        GaugeSnapshot.Builder states =
                GaugeSnapshot.builder().name("facewire_worker_state").help("1 for the state that a worker is in");
        InfoSnapshot.Builder infos =
                InfoSnapshot.builder().name("facewire_worker").help("What a worker says of itself");
        for (Worker worker : workers) {
            for (WorkerState state : WorkerState.values()) {
                Labels labels = Labels.of("worker", worker.id(), "state", lower(state));
                states.dataPoint(point(labels, worker.state() == state ? 1 : 0));
            }
            infos.dataPoint(InfoDataPointSnapshot.builder()
                    .labels(Labels.of(
                            "worker",
                            worker.id(),
                            "host",
                            text(worker.host()),
                            "device",
                            text(worker.device()),
                            "version",
                            text(worker.version())))
                    .build());
        }
        all.add(states.build());
        all.add(infos.build());
    }

    private void frames(List<MetricSnapshot> all, List<Worker> workers) {
        all.add(counter("facewire_worker_frames_in", "Frames that it decoded", workers, Frames::in));
        all.add(counter("facewire_worker_frames_out", "Frames that it sent back", workers, Frames::out));
        all.add(counter(
                "facewire_worker_frames_dropped", "Frames that a fresher one displaced", workers, Frames::dropped));
        all.add(counter("facewire_worker_frames_shielded", "Frames sent with a shield", workers, Frames::shielded));
        all.add(counter("facewire_worker_frames_passed", "Frames sent as they were", workers, Frames::passed));
        all.add(counter("facewire_worker_engine_faults", "Frames on which the engine failed", workers, Frames::faults));
    }

    private void engines(List<MetricSnapshot> all, List<Worker> workers) {
        Map<String, WorkerFigures.Engine> engines = figures.engines();
        GaugeSnapshot.Builder times = GaugeSnapshot.builder()
                .name("facewire_worker_engine_seconds")
                .help("Time of a frame in its device loop, over its sessions");
        for (Worker worker : workers) {
            WorkerFigures.Engine engine = engines.get(worker.id());
            if (engine != null) {
                times.dataPoint(point(Labels.of("worker", worker.id(), "quantile", "0.5"), engine.p50Ms() / 1000));
                times.dataPoint(point(Labels.of("worker", worker.id(), "quantile", "0.95"), engine.p95Ms() / 1000));
            }
        }
        all.add(times.build());
    }

    private static <T, S> Map<S, Long> count(List<T> all, Function<T, S> state) {
        return all.stream().collect(Collectors.groupingBy(state, Collectors.counting()));
    }

    private static <S extends Enum<S>> GaugeSnapshot byState(
            String name, String help, S[] states, Map<S, Long> counts) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        Arrays.stream(states)
                .forEach(state ->
                        gauge.dataPoint(point(Labels.of("state", lower(state)), counts.getOrDefault(state, 0L))));
        return gauge.build();
    }

    private static GaugeSnapshot total(
            String name, String help, List<WorkerReport> reports, ToIntFunction<WorkerReport> value) {
        int sum = reports.stream().mapToInt(value).sum();
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(point(Labels.EMPTY, sum))
                .build();
    }

    private static GaugeSnapshot byWorker(
            String name, String help, List<Worker> workers, ToDoubleFunction<Worker> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        workers.forEach(
                worker -> gauge.dataPoint(point(Labels.of("worker", worker.id()), value.applyAsDouble(worker))));
        return gauge.build();
    }

    private CounterSnapshot counter(String name, String help, List<Worker> workers, ToDoubleFunction<Frames> value) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        workers.forEach(worker -> counter.dataPoint(CounterDataPointSnapshot.builder()
                .labels(Labels.of("worker", worker.id()))
                .value(value.applyAsDouble(figures.frames(worker.id())))
                .build()));
        return counter.build();
    }

    private static GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
