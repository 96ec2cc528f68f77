package dev.facewire.client;

import dev.facewire.client.capture.CaptureLoop;
import dev.facewire.client.capture.InputSpec;
import dev.facewire.client.capture.Inputs;
import dev.facewire.client.capture.VideoInput;
import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.fault.Words;
import dev.facewire.client.files.PartFile;
import dev.facewire.client.files.RunFiles;
import dev.facewire.client.gateway.GatewayClient;
import dev.facewire.client.gateway.Gateways;
import dev.facewire.client.gateway.Trust;
import dev.facewire.client.picture.FramePool;
import dev.facewire.client.preview.PreviewWindow;
import dev.facewire.client.record.Recorder;
import dev.facewire.client.session.Report;
import dev.facewire.client.session.RtcLink;
import dev.facewire.client.session.RunSettings;
import dev.facewire.client.session.SwapRun;
import dev.facewire.client.video.Mp4File;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.PlainText;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.session.SessionOptions;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run from its options to its files: everything that can be found wrong beforehand is, in {@link #prepare}, before
 * anything is sent. Owns the input, the recorder and the preview.
 */
final class ClientRun {
    private static final Logger LOG = LoggerFactory.getLogger(ClientRun.class);
    private static final double MAX_FPS = 60; // the API's limit
    private static final List<String> CODECS = List.of("VP8", "H264", "VP9", "AV1"); // what libwebrtc has
    private static final int MAX_TOKEN_FILE = 64 * 1024;

    private final ClientOptions options;
    private final RunSettings settings;
    private final Gateways gateways;
    private final VideoInput input;
    private volatile SwapRun swap;
    private volatile boolean stopAsked;

    private ClientRun(ClientOptions options, RunSettings settings, Gateways gateways, VideoInput input) {
        this.options = options;
        this.settings = settings;
        this.gateways = gateways;
        this.input = input;
    }

    /**
     * Checks options, files and input.
     *
     * @throws ClientFault with the first thing that is wrong
     */
    static ClientRun prepare(ClientOptions options) {
        if (options.face == null) {
            throw ClientFault.usage("give a picture of the face to put on, --face FILE, or --face-id ID");
        }
        OptionsPatch patch = patch(options);
        double fps = checkedFps(options.fps);
        Duration limit = checkedLimit(options.seconds);
        InputSpec spec = spec(options.input);
        files(options, spec)
                .reads("--face", options.face.file)
                .writes("--side-by-side", options.sideBySide, Mp4File.ENDINGS)
                .writes("--compare", options.compare, List.of(".png"))
                .writes("--report", options.report, List.of())
                .requireApart();
        byte[] face = options.face.file == null ? null : GatewayClient.readFace(options.face.file);
        String token = token(options);
        SSLContext trust = options.caCert == null ? null : Trust.inPem(options.caCert);
        Gateways gateways = new Gateways(options.gateways.stream()
                .map(address -> new GatewayClient(address, token, trust))
                .toList());
        RunSettings settings = new RunSettings(
                face,
                options.face.id,
                patch,
                new CaptureLoop.Settings(fps, limit, options.loop),
                !options.noStamp,
                checkedPatience(options.patience),
                ClientMain.Version.number());
        return new ClientRun(options, settings, gateways, Inputs.open(spec, options.size, fps));
    }

    static InputSpec spec(String input) {
        try {
            return InputSpec.parse(input);
        } catch (IllegalArgumentException e) {
            throw ClientFault.usage(e.getMessage());
        }
    }

    /** The files that every run has. */
    static RunFiles files(ClientOptions options, InputSpec spec) {
        return new RunFiles()
                .reads("--input", spec instanceof InputSpec.Clip clip ? clip.path() : null)
                .reads("--token-file", options.tokenFile)
                .reads("--ca-cert", options.caCert)
                .writes("--output", options.output, Mp4File.ENDINGS);
    }

    /** Asks the run to end in order; from any thread. */
    void requestStop() {
        stopAsked = true;
        SwapRun running = swap;
        if (running != null) {
            running.requestStop("stopped");
        }
    }

    /** Runs to the end. */
    ClientFault.Exit run() throws InterruptedException {
        FramePool pool = new FramePool();
        Optional<PreviewWindow> window = preview();
        Recorder recorder = new Recorder(
                new Recorder.Wishes(
                        options.output,
                        options.sideBySide,
                        options.compare,
                        options.face.file,
                        window.isEmpty() ? null : window.get()::show),
                input.size(),
                pool);
        SwapRun.Outcome outcome;
        Recorder.Result written;
        try {
            swap = new SwapRun(settings, gateways, RtcLink::open, input, recorder, pool, System.out, terminal());
            if (stopAsked) {
                swap.requestStop("stopped");
            }
            outcome = swap.run();
        } finally {
            written = recorder.finish();
            window.ifPresent(PreviewWindow::close);
            input.close();
        }
        return conclude(outcome, written);
    }

    private ClientFault.Exit conclude(SwapRun.Outcome outcome, Recorder.Result written) {
        Report report = outcome.report();
        if (report.framesSent() > 0) {
            System.out.println(summary(report));
        }
        ClientFault.Exit exit = ClientFault.Exit.OK;
        written.notes().forEach(ClientRun::complain);
        for (String problem : written.problems()) {
            complain(problem);
            exit = ClientFault.Exit.RUN;
        }
        if (options.report != null) {
            try {
                String text = Json.encodePretty(report) + System.lineSeparator();
                PartFile.write(options.report, text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                complain("'" + options.report + "' can't be written: " + Words.of(e));
                exit = ClientFault.Exit.RUN;
            }
        }
        if (outcome.failure() != null) {
            complain(outcome.failure().getMessage());
            exit = outcome.failure().exit();
        }
        return exit;
    }

    private Optional<PreviewWindow> preview() {
        if (!options.preview) {
            return Optional.empty();
        }
        Optional<PreviewWindow> window = PreviewWindow.open(input.size(), this::requestStop);
        if (window.isEmpty()) {
            complain("no preview: there is no display here");
        }
        return window;
    }

    /** Whether standard output is a terminal, whose last line can be rewritten. */
    @SuppressWarnings("SystemConsoleNull") // asked further on the Java versions where it is never null
    private static boolean terminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console); // Java 22 and newer
        } catch (ReflectiveOperationException olderJava) {
            return true;
        }
    }

    private static String summary(Report report) {
        return String.format(
                Locale.ROOT,
                "sent %d, returned %d (%.1f %%), %s fps; first picture after %s ms; loop %s ms, p95 %s; engine %s ms;"
                        + " swapped %s, shielded %s; moves %d, longest gap %s ms",
                report.framesSent(),
                report.framesReturned(),
                100.0 * report.framesReturned() / report.framesSent(),
                known(report.fpsReturned()),
                known(report.connectMs()),
                known(report.loopMsP50()),
                known(report.loopMsP95()),
                known(report.engineMsP50()),
                known(report.facesSwapped()),
                known(report.framesShielded()),
                report.moves(),
                known(report.gapMsMax()));
    }

    private static String known(Object value) {
        return value == null ? "–" : value.toString();
    }

    static OptionsPatch patch(ClientOptions options) {
        if (options.codec != null && !CODECS.contains(options.codec.toUpperCase(Locale.ROOT))) {
            throw ClientFault.usage(
                    "--codec must be one of " + String.join(", ", CODECS) + ", not '" + options.codec + "'");
        }
        OptionsPatch patch = new OptionsPatch(
                options.engine,
                options.faces,
                options.onLost,
                options.mouth,
                options.strength,
                options.noBadge ? Boolean.FALSE : null,
                options.maxBitrateKbps,
                options.codec);
        try {
            patch.applyTo(SessionOptions.DEFAULTS);
        } catch (Fault e) {
            throw ClientFault.usage(e.detail());
        }
        return patch;
    }

    static double checkedFps(Double fps) {
        if (fps != null && !(fps >= 1 && fps <= MAX_FPS)) {
            throw ClientFault.usage("--fps must be from 1 to 60");
        }
        return fps == null ? 0 : fps;
    }

    static Duration checkedLimit(Double seconds) {
        if (seconds == null) {
            return null;
        }
        if (!(seconds > 0 && seconds <= Duration.ofDays(30).toSeconds())) {
            throw ClientFault.usage("--seconds must be more than 0");
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    private static Duration checkedPatience(double seconds) {
        if (!(seconds >= 1 && seconds <= Duration.ofDays(1).toSeconds())) {
            throw ClientFault.usage("--patience must be from 1 to 86400 seconds");
        }
        return Duration.ofMillis((long) (seconds * 1000));
    }

    private static String token(ClientOptions options) {
        String token = options.token;
        if (token == null && options.tokenFile != null) {
            token = firstLine(options.tokenFile);
        }
        if (token == null) {
            token = System.getenv("FACEWIRE_TOKEN");
        }
        if (token == null) {
            return null;
        }
        String trimmed = token.trim();
        if (trimmed.isEmpty() || !trimmed.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw ClientFault.usage("the token is empty, or holds characters that no token has");
        }
        return trimmed;
    }

    private static String firstLine(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return PlainText.decode(in.readNBytes(MAX_TOKEN_FILE))
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (IOException | Fault e) {
            throw ClientFault.usage("the token file '" + file + "' can't be read: " + Words.of(e));
        }
    }

    static void complain(String line) {
        LOG.debug("complaint: {}", line);
        System.out.flush();
        System.err.println("facewire-client: " + line);
    }
}
