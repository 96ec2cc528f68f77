package dev.facewire.bench.loop;

import dev.facewire.bench.assign.AssignMain;
import dev.facewire.client.picture.FrameSize;
import dev.facewire.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@code facewire bench loop}. */
@Command(
        name = "facewire bench loop",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Measures how long a frame takes there and back, and what it costs a worker, in turns for: a raw echo,",
            "which swaps nothing; Facewire; and a receiver in Python (aiortc) that runs the same networks.",
            "The demo's clip is sent with stamps through real peers. Writes loop.json, loop.md and plots.",
            "Choose a load that the machine can carry: what counts are ratios within one run."
        })
public final class LoopMain implements Callable<Integer> {
    private static final int MOST_SESSIONS = 4;

    /** What can be measured. */
    enum Case {
        COMPARE,
        FIRST_FRAME,
        OVERLOAD,
        DENSITY,
        LINKS
    }

    @Option(
            names = "--case",
            split = ",",
            defaultValue = "compare",
            paramLabel = "NAME",
            description = {
                "compare (all sides in turns), first-frame, overload, density, links, or several with commas",
                "(default: ${DEFAULT-VALUE})."
            })
    List<String> cases;

    @Option(
            names = "--sides",
            split = ",",
            defaultValue = "echo,facewire,python",
            paramLabel = "NAME",
            description = "Of compare and density: echo, facewire, python (default: all).")
    List<String> sides;

    @Option(
            names = "--sizes",
            split = ",",
            defaultValue = "640x480",
            paramLabel = "WxH",
            description = "Of the pictures (default: ${DEFAULT-VALUE}).")
    List<FrameSize> sizes;

    @Option(
            names = "--fps",
            split = ",",
            defaultValue = "10",
            paramLabel = "N",
            description = "Frames that each session sends a second (default: ${DEFAULT-VALUE}).")
    List<Double> fps;

    @Option(
            names = "--sessions",
            split = ",",
            defaultValue = "1",
            paramLabel = "N",
            description = "Sessions at once, 1 to 4 (default: ${DEFAULT-VALUE}).")
    List<Integer> sessions;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description = "How often each is measured (default: ${DEFAULT-VALUE}).")
    int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "15",
            paramLabel = "N",
            description = "Of each measurement (default: ${DEFAULT-VALUE}).")
    double seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "5",
            paramLabel = "SECONDS",
            description = "Before each (default: ${DEFAULT-VALUE}).")
    double warmUp;

    @Option(
            names = "--first-warm-up",
            defaultValue = "40",
            paramLabel = "SECONDS",
            description =
                    "For each side once, before all: Java compiles what is used often (default: ${DEFAULT-VALUE}).")
    double firstWarmUp;

    @Option(
            names = "--overload-seconds",
            defaultValue = "60",
            paramLabel = "N",
            description = "Of the overload (default: ${DEFAULT-VALUE}).")
    double overloadSeconds;

    @Option(
            names = "--codec",
            paramLabel = "NAME",
            description = "VP8, H264, VP9 or AV1, both ways (default: the client's own choice).")
    String codec;

    @Option(
            names = "--max-bitrate",
            paramLabel = "KBPS",
            description =
                    "At most this much each way; the Python receiver has a limit of its own (default: the client's).")
    Integer maxBitrateKbps;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "loop-output",
            description = "Where figures and logs go (default: ${DEFAULT-VALUE}).")
    Path output;

    @Spec
    CommandSpec spec;

    private final List<String> leftOut = new ArrayList<>();

    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        int code = new CommandLine(new LoopMain())
                .registerConverter(FrameSize.class, FrameSize::parse)
                .execute(args);
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Set<Case> wanted = EnumSet.copyOf(cases.stream().map(this::toCase).toList());
        check();
        LoopPlan plan = new LoopPlan(
                sides(), sizes, fps, sessions, rounds, seconds, warmUp, firstWarmUp, new Media(codec, maxBitrateKbps));
        try {
            Files.createDirectories(output);
        } catch (IOException e) {
            throw wrong("--output: " + output + " can't be made: " + e.getMessage());
        }
        LoopFigures figures;
        Path home = Path.of(System.getProperty("facewire.home", "."));
        try (Workers workers = new Workers(home, output.resolve("logs"))) {
            Runtime.getRuntime().addShutdownHook(new Thread(workers::close, "end-processes"));
            figures = measure(wanted, plan, workers, new Clips(home));
        }
        Files.writeString(output.resolve("loop.json"), Json.encodePretty(figures) + "\n");
        Files.writeString(output.resolve("loop.md"), LoopTables.markdown(figures));
        LoopPlots.write(figures, output);
        System.out.println(LoopTables.markdown(figures));
        return 0;
    }

    private LoopFigures measure(Set<Case> wanted, LoopPlan plan, Workers workers, Clips clips)
            throws IOException, InterruptedException {
        List<LoopRow> compared = wanted.contains(Case.COMPARE)
                ? new CompareBench(plan, workers, clips, output, LoopMain::progress).run()
                : List.of();
        List<LoopRow> density = wanted.contains(Case.DENSITY)
                ? new DensityBench(plan, workers, clips, LoopMain::progress).run()
                : List.of();
        FirstFrameBench.Figures first = wanted.contains(Case.FIRST_FRAME)
                ? new FirstFrameBench(plan, workers, clips, LoopMain::progress).run()
                : null;
        OverloadBench.Figures overload = wanted.contains(Case.OVERLOAD)
                ? new OverloadBench(plan, workers, clips, LoopMain::progress)
                        .run(Math.max(2, sessions.get(0)), overloadSeconds)
                : null;
        List<LinkBench.Row> links = wanted.contains(Case.LINKS) ? links(plan, workers, clips) : List.of();
        return new LoopFigures(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                AssignMain.machine(),
                compared,
                density,
                first,
                overload,
                links,
                leftOut);
    }

    private List<LinkBench.Row> links(LoopPlan plan, Workers workers, Clips clips)
            throws IOException, InterruptedException {
        String obstacle = OtherNetwork.obstacle();
        if (obstacle != null) {
            leaveOut(obstacle);
            return List.of();
        }
        return new LinkBench(plan, workers, clips, LoopMain::progress).run();
    }

    private Case toCase(String word) {
        try {
            return Case.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw wrong("--case knows no '" + word + "'; there are compare, first-frame, overload, density and links");
        }
    }

    private List<Side> sides() throws InterruptedException {
        List<Side> chosen = new ArrayList<>();
        for (Side side : Side.values()) {
            if (sides.stream().anyMatch(word -> word.equalsIgnoreCase(side.name()))) {
                chosen.add(side);
            }
        }
        if (chosen.size() != sides.stream().distinct().count()) {
            throw wrong("--sides knows echo, facewire and python, not '" + String.join(",", sides) + "'");
        }
        List<String> missing = chosen.contains(Side.PYTHON) ? Workers.missingForPython() : List.of();
        if (!missing.isEmpty()) {
            chosen.remove(Side.PYTHON);
            leaveOut("the Python receiver; it needs: apt-get install -y --no-install-recommends "
                    + String.join(" ", missing));
        }
        if (chosen.isEmpty()) {
            throw wrong("nothing is left to measure");
        }
        return chosen;
    }

    private void leaveOut(String why) {
        leftOut.add(why);
        progress("left out: " + why);
    }

    private void check() {
        if (sessions.stream().anyMatch(count -> count < 1 || count > MOST_SESSIONS)) {
            throw wrong("--sessions takes 1 to " + MOST_SESSIONS);
        }
        if (fps.stream().anyMatch(rate -> !(rate >= 1 && rate <= 60))) {
            throw wrong("--fps takes 1 to 60");
        }
        if (codec != null && !List.of("VP8", "H264", "VP9", "AV1").contains(codec)) {
            throw wrong("--codec takes VP8, H264, VP9 or AV1");
        }
        if (maxBitrateKbps != null && (maxBitrateKbps < 100 || maxBitrateKbps > 50_000)) {
            throw wrong("--max-bitrate takes 100 to 50000");
        }
        if (rounds < 1 || !(seconds >= 2) || !(warmUp >= 0) || !(firstWarmUp >= 0) || !(overloadSeconds >= 5)) {
            throw wrong(
                    "--rounds takes 1 or more, --seconds 2 or more, the warm-ups 0 or more, --overload-seconds 5 or more");
        }
    }

    private ParameterException wrong(String line) {
        return new ParameterException(spec.commandLine(), line);
    }

    private static void progress(String line) {
        System.err.println("facewire bench loop: " + line);
    }
}
