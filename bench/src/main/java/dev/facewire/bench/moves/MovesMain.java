package dev.facewire.bench.moves;

import dev.facewire.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@code facewire bench moves}. */
@Command(
        name = "facewire bench moves",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Measures what people in calls see while workers and gateways are killed, frozen and drained.",
            "Starts two gateways and two CPU nodes in processes of their own, and callers with the demo's clip;",
            "looks at every picture that comes back. Writes moves.json and moves.md.",
            "Ends with 1 where a call was lost or a bare face was seen."
        })
public final class MovesMain implements Callable<Integer> {
    private static final int MOST_CALLERS = 4;

    @Option(
            names = "--kills",
            defaultValue = "20",
            paramLabel = "N",
            description = "kill -9 of the worker that all callers are on (default: ${DEFAULT-VALUE}).")
    int kills;

    @Option(
            names = "--freezes",
            defaultValue = "5",
            paramLabel = "N",
            description = "SIGSTOP of it, for eight seconds (default: ${DEFAULT-VALUE}).")
    int freezes;

    @Option(
            names = "--drains",
            defaultValue = "10",
            paramLabel = "N",
            description = "Drains of it (default: ${DEFAULT-VALUE}).")
    int drains;

    @Option(
            names = "--gateway-kills",
            defaultValue = "4",
            paramLabel = "N",
            description = "kill -9 of the gateway that the callers speak with (default: ${DEFAULT-VALUE}).")
    int gatewayKills;

    @Option(
            names = "--callers",
            defaultValue = "4",
            paramLabel = "N",
            description = "People in calls, 1 to 4 (default: ${DEFAULT-VALUE}).")
    int callers;

    @Option(
            names = "--fps",
            defaultValue = "10",
            paramLabel = "N",
            description = {
                "Frames that each sends a second (default: ${DEFAULT-VALUE}).",
                "A worker that is asked for more than it can do is slow in all it does: less on a slow machine."
            })
    double fps;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "moves-output",
            description = "Where figures and logs go (default: ${DEFAULT-VALUE}).")
    Path output;

    @Spec
    CommandSpec spec;

    public static void main(String[] args) {
        int code = new CommandLine(new MovesMain()).execute(args);
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (callers < 1 || callers > MOST_CALLERS) {
            throw wrong("--callers takes 1 to " + MOST_CALLERS);
        }
        if (!(fps >= 1 && fps <= 60)) {
            throw wrong("--fps takes 1 to 60");
        }
        Map<Trouble, Integer> times = new EnumMap<>(Trouble.class);
        times.put(Trouble.KILL, kills);
        times.put(Trouble.FREEZE, freezes);
        times.put(Trouble.DRAIN, drains);
        times.put(Trouble.GATEWAY, gatewayKills);
        if (times.values().stream().anyMatch(count -> count < 0)) {
            throw wrong("nothing can happen less than 0 times");
        }
        try {
            Files.createDirectories(output);
        } catch (IOException e) {
            throw wrong("--output: " + output + " can't be made: " + e.getMessage());
        }
        Path home = Path.of(System.getProperty("facewire.home", "."));
        MovesFigures figures;
        try (MovesBench bench =
                new MovesBench(times, callers, fps, home, output.resolve("logs"), MovesMain::progress)) {
            Runtime.getRuntime().addShutdownHook(new Thread(bench::endProcesses, "end-processes"));
            figures = bench.run();
        }
        Files.writeString(output.resolve("moves.json"), Json.encodePretty(figures) + "\n");
        Files.writeString(output.resolve("moves.md"), figures.markdown());
        System.out.println(figures.markdown());
        return figures.bare() == 0 && figures.lost() == 0 ? 0 : 1;
    }

    private ParameterException wrong(String line) {
        return new ParameterException(spec.commandLine(), line);
    }

    private static void progress(String line) {
        System.err.println("facewire bench moves: " + line);
    }
}
