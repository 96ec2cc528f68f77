package dev.facewire.bench.assign;

import dev.facewire.bench.assign.bus.BusFigures;
import dev.facewire.bench.assign.bus.BusPlan;
import dev.facewire.bench.assign.bus.BusRun;
import dev.facewire.bench.assign.report.AssignFigures;
import dev.facewire.bench.assign.report.Plot;
import dev.facewire.bench.assign.report.Tables;
import dev.facewire.bench.assign.sim.Growth;
import dev.facewire.bench.assign.sim.GrowthPoint;
import dev.facewire.bench.assign.sim.SimFigures;
import dev.facewire.bench.assign.sim.SimPlan;
import dev.facewire.bench.assign.sim.Simulation;
import dev.facewire.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@code facewire bench assign}. */
@Command(
        name = "facewire bench assign",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Measures how sessions find workers.",
            "On the real event bus: gateways and fake workers in processes of their own, joiners, kills and pauses.",
            "Under a simulated clock: how reports, memory and the time of a choice grow with the cluster.",
            "Writes assign.json, assign.md and assign.png.",
            "Ends with 1 where a slot was over-booked or lost."
        })
public final class AssignMain implements Callable<Integer> {
    private static final int[] SIZES = {10, 30, 100, 300, 1000};
    private static final int SESSIONS_EACH = 20;

    @Option(
            names = "--joins",
            defaultValue = "4500",
            paramLabel = "N",
            description = "Joins in all (default: ${DEFAULT-VALUE}).")
    int joins;

    @Option(
            names = "--rate",
            defaultValue = "100",
            paramLabel = "N",
            description = "Joins in a second, over all gateways (default: ${DEFAULT-VALUE}).")
    double rate;

    @Option(
            names = "--gateways",
            defaultValue = "2",
            paramLabel = "N",
            description = "Gateways (default: ${DEFAULT-VALUE}).")
    int gateways;

    @Option(
            names = "--workers",
            defaultValue = "20",
            paramLabel = "N",
            description = "Fake workers (default: ${DEFAULT-VALUE}).")
    int workers;

    @Option(
            names = "--worker-processes",
            defaultValue = "4",
            paramLabel = "N",
            description = "Processes that hold them (default: ${DEFAULT-VALUE}).")
    int workerProcesses;

    @Option(
            names = "--slots",
            defaultValue = "32",
            paramLabel = "N",
            description = "Slots of a worker (default: ${DEFAULT-VALUE}).")
    int slots;

    @Option(
            names = "--mean-load",
            defaultValue = "20",
            paramLabel = "N",
            description = "Sessions on a worker at which it settles (default: ${DEFAULT-VALUE}).")
    double meanLoad;

    @Option(
            names = "--kills",
            defaultValue = "1",
            paramLabel = "N",
            description = "Worker processes killed in the second half (default: ${DEFAULT-VALUE}).")
    int kills;

    @Option(
            names = "--pauses",
            defaultValue = "1",
            paramLabel = "N",
            description = "Worker processes stopped for 2 s in the second half (default: ${DEFAULT-VALUE}).")
    int pauses;

    @Option(
            names = "--crop-kb",
            defaultValue = "40",
            paramLabel = "N",
            description = "Size of the face in each offer (default: ${DEFAULT-VALUE}).")
    int cropKb;

    @Option(
            names = "--no-shows",
            defaultValue = "0.05",
            paramLabel = "SHARE",
            description = "Share of the slots taken by clients who never connect (default: ${DEFAULT-VALUE}).")
    double noShows;

    @Option(names = "--no-bus", description = "Leave the part on the real event bus out.")
    boolean noBus;

    @Option(names = "--no-scale", description = "Leave the simulated part out.")
    boolean noScale;

    @Option(
            names = "--max-workers",
            defaultValue = "1000",
            paramLabel = "N",
            description = "The simulated part stops at this size (default: ${DEFAULT-VALUE}).")
    int maxWorkers;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "assign-output",
            description = "Where figures and logs go (default: ${DEFAULT-VALUE}).")
    Path output;

    @Spec
    CommandSpec spec;

    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        int code = new CommandLine(new AssignMain()).execute(args);
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        BusPlan plan = plan();
        if (maxWorkers < SIZES[0]) {
            throw wrong("--max-workers must be " + SIZES[0] + " or more");
        }
        try {
            Files.createDirectories(output);
        } catch (IOException e) {
            throw wrong("--output: " + output + " can't be made: " + e.getMessage());
        }
        BusFigures bus = noBus ? null : onBus(plan);
        List<SimFigures> simulated = new ArrayList<>();
        List<GrowthPoint> growth = new ArrayList<>();
        if (!noScale) {
            scale(simulated, growth);
        }
        AssignFigures figures = new AssignFigures(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), machine(), bus, simulated, growth);
        Files.writeString(output.resolve("assign.json"), Json.encodePretty(figures) + "\n");
        Files.writeString(output.resolve("assign.md"), Tables.markdown(figures));
        if (!noScale) {
            Plot.write(simulated, growth, output.resolve("assign.png"));
        }
        System.out.println(Tables.markdown(figures));
        return right(figures) ? 0 : 1;
    }

    private BusPlan plan() {
        try {
            return new BusPlan(
                    gateways, workerProcesses, workers, slots, meanLoad, rate, joins, kills, pauses, cropKb, noShows);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private ParameterException wrong(String line) {
        return new ParameterException(spec.commandLine(), line);
    }

    private BusFigures onBus(BusPlan plan) throws IOException, InterruptedException {
        progress("starting " + gateways + " gateways and " + workerProcesses + " worker processes");
        try (BusRun run = new BusRun(plan, output.resolve("logs"), AssignMain::progress)) {
            return run.run();
        }
    }

    private void scale(List<SimFigures> simulated, List<GrowthPoint> growth) {
        Growth meter = new Growth();
        meter.measure(SIZES[0], SESSIONS_EACH); // only then all classes are there
        for (int size : SIZES) {
            if (size <= maxWorkers) {
                progress("simulating " + size + " workers");
                growth.add(meter.measure(size, SESSIONS_EACH));
                simulated.add(new Simulation(SimPlan.ofSize(size)).run());
            }
        }
    }

    private static boolean right(AssignFigures figures) {
        BusFigures bus = figures.bus();
        return (bus == null || (bus.overBooked() == 0 && bus.overReports() == 0 && bus.leaked() == 0))
                && figures.simulated().stream().allMatch(one -> one.overBooked() == 0);
    }

    /** What a table of figures says of where it was made. */
    public static String machine() {
        return Runtime.getRuntime().availableProcessors() + " processors, Java "
                + Runtime.version().feature() + ", " + System.getProperty("os.name");
    }

    private static void progress(String line) {
        System.err.println("facewire bench assign: " + line);
    }
}
