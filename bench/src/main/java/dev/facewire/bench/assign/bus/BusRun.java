package dev.facewire.bench.assign.bus;

import dev.facewire.bench.assign.Balance;
import dev.facewire.bench.assign.Bookings;
import dev.facewire.bench.assign.Hold;
import dev.facewire.bench.assign.Percentiles;
import dev.facewire.bench.assign.bus.BusFigures.Times;
import dev.facewire.bench.assign.bus.GatewayFigures.Sample;
import dev.facewire.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/**
 * Runs a {@link BusPlan}: starts the processes, lets the joiners come, kills and pauses worker processes in the second half,
 * and puts the figures together.
 */
public final class BusRun implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration RESTART_AFTER = Duration.ofSeconds(1);
    /** A process that is started again has its workers back within this. */
    private static final Duration BACK_WITHIN = Duration.ofSeconds(8);
    /** Mean lives of a session after which the load has settled (e^-3 of what was before is left). */
    private static final double SETTLED_AFTER_LIVES = 3;

    private final BusPlan plan;
    private final Path directory;
    private final Consumer<String> progress;
    private final String cluster = "bench-" + UUID.randomUUID();
    private final List<ForkedJvm> gateways = new ArrayList<>();
    private final ForkedJvm[] workers;
    private final List<Trouble> troubles = new ArrayList<>();

    /** From when to when workers came and went. */
    private record Trouble(long fromMicros, long toMicros) {}

    /**
     * A run that {@link #run} starts.
     *
     * @param directory for logs and the processes' figures
     * @param progress is told in a line what happens
     */
    public BusRun(BusPlan plan, Path directory, Consumer<String> progress) {
        this.plan = plan;
        this.directory = directory;
        this.progress = progress;
        this.workers = new ForkedJvm[plan.workerProcesses()];
    }

    public BusFigures run() throws IOException, InterruptedException {
        Files.createDirectories(directory);
        String json = Json.encode(plan);
        for (int i = 0; i < plan.gateways(); i++) {
            gateways.add(ForkedJvm.start(
                    "gateway-" + i,
                    GatewayProcess.class,
                    "512m",
                    directory,
                    List.of(cluster, json, Integer.toString(i), figuresOf(i).toString())));
            gateways.get(i).await("up", START);
        }
        for (int i = 0; i < workers.length; i++) {
            startWorkers(i);
        }
        for (ForkedJvm gateway : gateways) {
            gateway.await("ready", START);
        }
        progress.accept(
                String.format("%d joins at %.0f a second, in about %.0f s", plan.joins(), plan.rate(), plan.seconds()));
        long fromMicros = Joiners.nowMicros();
        gateways.forEach(gateway -> gateway.tell("go"));
        trouble();
        Duration rest = Duration.ofSeconds((long) (plan.seconds() + 10 * plan.lifeMs() / 1000))
                .plus(START);
        for (ForkedJvm gateway : gateways) {
            gateway.await("done", rest);
        }
        List<GatewayFigures> figures = new ArrayList<>();
        for (int i = 0; i < gateways.size(); i++) {
            figures.add(Json.decode(Files.readString(figuresOf(i)), GatewayFigures.class));
            Files.delete(figuresOf(i));
        }
        return together(figures, fromMicros);
    }

    private Path figuresOf(int gateway) {
        return directory.resolve("gateway-" + gateway + ".json");
    }

    private void startWorkers(int share) throws IOException {
        workers[share] = ForkedJvm.start(
                "workers-" + share,
                WorkersProcess.class,
                "256m",
                directory,
                List.of(cluster, Json.encode(plan), Integer.toString(share)));
    }

    /** Kills and pauses, in turn, one process after the other, evenly over the second half. */
    private void trouble() throws IOException, InterruptedException {
        int count = plan.kills() + plan.pauses();
        long startNanos = System.nanoTime();
        for (int i = 0; i < count; i++) {
            double at = plan.seconds() * (0.5 + 0.45 * i / count);
            long waitMs = (long) (at * 1000) - (System.nanoTime() - startNanos) / 1_000_000;
            TimeUnit.MILLISECONDS.sleep(Math.max(0, waitMs));
            long fromMicros = Joiners.nowMicros();
            int share = i % workers.length;
            boolean kill = i % 2 == 0 ? i / 2 < plan.kills() : i / 2 >= plan.pauses();
            progress.accept((kill ? "kill -9 of" : "SIGSTOP of") + " worker process " + share);
            if (kill) {
                workers[share].kill();
                TimeUnit.MILLISECONDS.sleep(RESTART_AFTER.toMillis());
                startWorkers(share);
                workers[share].await("ready", START);
                troubles.add(new Trouble(fromMicros, Joiners.nowMicros() + micros(BACK_WITHIN)));
            } else {
                workers[share].pause();
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
                workers[share].resume();
                troubles.add(new Trouble(fromMicros, Joiners.nowMicros()));
            }
        }
    }

    private BusFigures together(List<GatewayFigures> all, long fromMicros) {
        LongPredicate settled =
                at -> at > fromMicros + settleMicros() && at < fromMicros + (long) (plan.seconds() * 1e6);
        LongPredicate calm = settled.and(this::untroubled);
        List<Sample> samples = all.get(0).samples(); // every gateway sees the same workers
        List<Hold> holds =
                all.stream().flatMap(gateway -> gateway.holds().stream()).toList();
        Map<String, Integer> outcomes = new TreeMap<>();
        all.forEach(gateway ->
                gateway.outcomes().forEach((outcome, count) -> outcomes.merge(outcome, count, Integer::sum)));
        double seconds = (Joiners.nowMicros() - fromMicros) / 1e6;
        return new BusFigures(
                plan,
                plan.joins(),
                all.stream().mapToInt(GatewayFigures::moves).sum(),
                outcomes,
                times(all, GatewayFigures::assignMicros, calm),
                times(all, GatewayFigures::lateMicros, calm),
                times(all, GatewayFigures::assignMicros, at -> true),
                balance(samples, calm),
                balance(samples, settled),
                Bookings.overBooked(holds, plan.slots()),
                all.stream().mapToLong(GatewayFigures::overReports).sum(),
                all.stream().mapToInt(GatewayFigures::leaked).max().orElse(0),
                all.stream().mapToLong(GatewayFigures::heartbeats).average().orElse(0) / seconds);
    }

    private long settleMicros() {
        return (long) (SETTLED_AFTER_LIVES * plan.lifeMs() * 1000);
    }

    private boolean untroubled(long atMicros) {
        return troubles.stream()
                .noneMatch(
                        trouble -> atMicros > trouble.fromMicros() && atMicros < trouble.toMicros() + settleMicros());
    }

    private static Balance balance(List<Sample> samples, LongPredicate when) {
        return Balance.of(samples.stream()
                .filter(sample -> when.test(sample.atMicros()))
                .map(Sample::loads)
                .toList());
    }

    private static Times times(List<GatewayFigures> all, Function<GatewayFigures, long[]> which, LongPredicate when) {
        long[] micros = all.stream()
                .flatMapToLong(gateway -> {
                    long[] values = which.apply(gateway);
                    return IntStream.range(0, values.length)
                            .filter(i -> when.test(gateway.joinedAtMicros()[i]))
                            .mapToLong(i -> values[i]);
                })
                .toArray();
        return new Times(
                micros.length,
                Percentiles.ms(micros, 0.5),
                Percentiles.ms(micros, 0.95),
                Percentiles.ms(micros, 0.99),
                Percentiles.ms(micros, 1));
    }

    private static long micros(Duration duration) {
        return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
    }

    /** Ends all processes. */
    @Override
    public void close() {
        gateways.forEach(ForkedJvm::close);
        for (ForkedJvm worker : workers) {
            if (worker != null) {
                worker.close();
            }
        }
    }
}
