package dev.facewire.client;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.fault.Words;
import dev.facewire.client.files.PathText;
import dev.facewire.client.gateway.GatewayAddress;
import dev.facewire.client.picture.FrameSize;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The client's command line: reads options, runs, turns what happened into a line and an exit code. */
@Command(
        name = "facewire-client",
        mixinStandardHelpOptions = true,
        versionProvider = ClientMain.Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Sends a camera or a clip to a gateway and gets it back with the face swapped.",
        footer = {
            "",
            "Ends with 0 when swapped frames came back, 1 when the run failed, 2 when an option, or a file or camera"
                    + " that it names, can't be used. Ctrl-C ends in order and finishes the files.",
            "Example: facewire-client --face me.jpg --input clip.mp4 --output out.mp4"
        })
public final class ClientMain implements Callable<Integer> {
    /** How long Ctrl-C waits for files to be finished: longer than every wait of an orderly end together. */
    private static final long END_SECONDS = 45;

    @Mixin
    private ClientOptions options;

    private volatile ClientRun run;
    private volatile ManualClient manual;
    private volatile boolean interrupted;

    ClientMain() {}

    ClientOptions options() {
        return options;
    }

    /** Runs the client and ends the JVM: threads of the native libraries would keep it alive. */
    public static void main(String[] args) {
        ClientMain main = new ClientMain();
        Thread hook = new Thread(main::onSignal, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        int code = execute(main, args);
        System.out.flush();
        System.err.flush();
        // At the JVM's end libwebrtc complains on these that it can't attach threads any more: nobody's business.
        System.out.close();
        System.err.close();
        Runtime.getRuntime().halt(code);
    }

    private static int execute(ClientMain main, String[] args) {
        CommandLine line = commandLine(main);
        try {
            return line.execute(args);
        } catch (RuntimeException | Error e) { // picocli hands on what is no Exception
            return failure(line, e, main.options.verbose);
        }
    }

    static CommandLine commandLine(ClientMain main) {
        return new CommandLine(main)
                .registerConverter(FrameSize.class, FrameSize::parse)
                .registerConverter(GatewayAddress.class, GatewayAddress::parse)
                .registerConverter(Path.class, PathText::parse)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((problem, args) -> usage(problem.getCommandLine(), problem))
                .setExecutionExceptionHandler(
                        (thrown, commandLine, parsed) -> failure(commandLine, thrown, main.options.verbose));
    }

    @Override
    public Integer call() throws InterruptedException {
        if (options.verbose) {
            ((Logger) LoggerFactory.getLogger("dev.facewire")).setLevel(Level.DEBUG);
        }
        if (options.manual.wanted()) {
            ManualClient byFiles = ManualClient.prepare(options);
            manual = byFiles;
            return byFiles.run().code();
        }
        ClientRun prepared = ClientRun.prepare(options);
        run = prepared;
        if (interrupted) {
            prepared.requestStop();
        }
        return prepared.run().code();
    }

    /** Ctrl-C or SIGTERM: ends the run in order; the main thread then ends the JVM with the run's own exit code. */
    private void onSignal() {
        interrupted = true;
        ClientRun running = run;
        ManualClient byFiles = manual;
        if (running == null && byFiles == null) {
            return; // nothing was started: the JVM ends as the signal says
        }
        if (running != null) {
            running.requestStop();
        } else {
            byFiles.requestStop();
        }
        try {
            // The main thread's halt ends this wait: were the hook to return first, the JVM would end as the signal
            // says.
            TimeUnit.SECONDS.sleep(END_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int usage(CommandLine commandLine, CommandLine.ParameterException problem) {
        PrintWriter err = commandLine.getErr();
        Throwable cause = problem.getCause();
        // Converters of ours say what is wrong better than the frame that picocli puts around it.
        String line = cause instanceof IllegalArgumentException && cause.getMessage() != null
                ? cause.getMessage()
                : problem.getMessage();
        err.println("facewire-client: " + line.replaceAll("\\s*\\R\\s*", " "));
        CommandLine.UnmatchedArgumentException.printSuggestions(problem, err);
        err.println("facewire-client: see --help for the options");
        err.flush();
        return ClientFault.Exit.USAGE.code();
    }

    private static int failure(CommandLine commandLine, Throwable thrown, boolean verbose) {
        PrintWriter err = commandLine.getErr();
        if (thrown instanceof ClientFault fault) {
            err.println("facewire-client: " + fault.getMessage());
            err.flush();
            return fault.exit().code();
        }
        err.println("facewire-client: it failed: " + Words.of(thrown)
                + (verbose ? "" : "; please report it, with what --verbose says"));
        err.flush();
        LoggerFactory.getLogger(ClientMain.class).debug("this is a bug in Facewire", thrown);
        return ClientFault.Exit.RUN.code();
    }

    /** The jar's version. */
    static final class Version implements CommandLine.IVersionProvider {
        static String number() {
            String version = ClientMain.class.getPackage().getImplementationVersion();
            return version == null ? "development" : version;
        }

        @Override
        public String[] getVersion() {
            return new String[] {"facewire-client " + number()};
        }
    }
}
