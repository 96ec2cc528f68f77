package dev.facewire.bench.quality;

import dev.facewire.bench.quality.measure.Observer;
import dev.facewire.bench.quality.report.Summary;
import dev.facewire.bench.quality.run.LiveSwapper;
import dev.facewire.bench.quality.run.OfflineSwapper;
import dev.facewire.bench.quality.run.Swapper;
import dev.facewire.bench.quality.scene.Stress;
import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.gateway.GatewayAddress;
import dev.facewire.client.gateway.GatewayClient;
import dev.facewire.client.picture.FrameSize;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line: reads options, measures, turns what went wrong into a line and an exit code. */
@Command(
        name = "facewire bench quality",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Swaps faces on clips and measures how believable, steady and safe the result is.")
public final class QualityMain implements Callable<Integer> {
    /** Fewer say nothing about what changes. */
    private static final int LEAST_FRAMES = 8;

    @Parameters(arity = "1..*", paramLabel = "CLIP", description = "Clips; clip.mp4@150 begins with frame 150.")
    List<String> clips;

    @Option(
            names = "--face",
            required = true,
            paramLabel = "FACE",
            description = "A photo; clip.mp4@120 for a frame of a clip, clip.mp4@frontal for its most frontal and calm"
                    + " one. May be given several times. A face of a clip is not put on that clip.")
    List<String> faces;

    @Option(names = "--offline", description = "The engine alone, on this machine, without encoding.")
    boolean offline;

    @Option(
            names = "--gateway",
            paramLabel = "URL",
            description =
                    "Measure what this gateway's workers return (default: a gateway and a CPU worker of its own).")
    GatewayAddress gateway;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:FACEWIRE_TOKEN}",
            description = "The gateway's token (default: FACEWIRE_TOKEN).")
    String token;

    @Option(
            names = "--speed",
            defaultValue = "1",
            paramLabel = "SHARE",
            description = "Live, play clips at this share of their speed: where the machine can't swap and measure as"
                    + " fast as they are (default: ${DEFAULT-VALUE}).")
    double speed;

    @Option(
            names = "--frames",
            defaultValue = "120",
            paramLabel = "N",
            description = "Of each clip at most N frames (default: ${DEFAULT-VALUE}).")
    int frames;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            description = "Clips are fitted into this size (default: as they are).")
    FrameSize size;

    @Option(
            names = "--identity-every",
            defaultValue = "3",
            paramLabel = "N",
            description = "Identity is measured of every N-th frame (default: ${DEFAULT-VALUE}).")
    int identityEvery;

    @Option(names = "--no-identity", description = "Measure no identity: npm and the network are not needed.")
    boolean noIdentity;

    @Option(names = "--prepare", hidden = true, description = "Check what is given, fetch what is needed, and end.")
    boolean prepare;

    @Option(names = "--no-fetch", description = "Use the identity network only if it was fetched before.")
    boolean noFetch;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            defaultValue = "${sys:user.home}/.cache/facewire",
            description = "Where the identity network is kept (default: ${DEFAULT-VALUE}).")
    Path cache;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "quality-output",
            description = "Where figures and contact sheets go (default: ${DEFAULT-VALUE}).")
    Path output;

    @Option(names = "--no-sheets", description = "Write no contact sheets.")
    boolean noSheets;

    public static void main(String[] args) {
        int code = commandLine(new QualityMain()).execute(args);
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code); // threads of the native libraries need not be waited for
    }

    static CommandLine commandLine(QualityMain main) {
        return new CommandLine(main)
                .registerConverter(GatewayAddress.class, GatewayAddress::parse)
                .registerConverter(FrameSize.class, FrameSize::parse)
                .setParameterExceptionHandler((problem, args) -> usage(problem))
                .setExecutionExceptionHandler((thrown, commandLine, parsed) -> failure(commandLine, thrown));
    }

    @Option(
            names = "--stress",
            arity = "0..1",
            fallbackValue = "all",
            paramLabel = "SCENES",
            description = "Measure scenes of stress made of the clips and not the clips themselves: all, or some of"
                    + " hand-up, hand-side, phone, exit-left, exit-bottom, whip, blackout, roll, motion-blur, shrink,"
                    + " second-person, as a list with commas. Write --stress=… or put it last.")
    void stress(String names) {
        stress = Stress.parse(names);
    }

    private List<Stress> stress = List.of();

    List<Stress> stress() {
        return stress;
    }

    String way() {
        return offline ? "offline" : "live";
    }

    Swapper swapper(Observer observer) {
        return offline
                ? new OfflineSwapper()
                : new LiveSwapper(new GatewayClient(gateway, token, null), speed, observer);
    }

    @Override
    public Integer call() throws InterruptedException {
        check();
        QualityBench bench = new QualityBench(this, System.err);
        if (prepare) {
            bench.prepare();
            return 0;
        }
        if (offline == (gateway != null)) {
            throw ClientFault.usage("either --offline or --gateway URL (which './facewire bench quality' adds itself)");
        }
        Summary summary = bench.run();
        System.out.print(summary.main().text());
        System.out.println(
                "see " + output.resolve("quality.json") + (noSheets ? "" : " and the contact sheets beside it"));
        return 0;
    }

    private void check() {
        if (frames < LEAST_FRAMES || identityEvery < 1) {
            throw ClientFault.usage("--frames must be at least " + LEAST_FRAMES + ", --identity-every at least 1");
        }
        if (!(speed > 0 && speed <= 1)) {
            throw ClientFault.usage("--speed must be over 0 and at most 1");
        }
    }

    private static int failure(CommandLine commandLine, Exception thrown) throws Exception {
        if (thrown instanceof ClientFault fault) {
            return told(commandLine, fault.getMessage(), fault.exit());
        }
        throw thrown;
    }

    private static int usage(CommandLine.ParameterException problem) {
        Throwable cause = problem.getCause();
        String line = cause instanceof IllegalArgumentException && cause.getMessage() != null
                ? cause.getMessage()
                : problem.getMessage();
        return told(
                problem.getCommandLine(),
                line.replaceAll("\\s*\\R\\s*", " ") + " (--help tells the options)",
                ClientFault.Exit.USAGE);
    }

    private static int told(CommandLine commandLine, String line, ClientFault.Exit exit) {
        PrintWriter err = commandLine.getErr();
        err.println("facewire bench quality: " + line);
        err.flush();
        return exit.code();
    }
}
