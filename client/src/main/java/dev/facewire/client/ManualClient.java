package dev.facewire.client;

import dev.facewire.client.capture.CaptureLoop;
import dev.facewire.client.capture.InputSpec;
import dev.facewire.client.capture.Inputs;
import dev.facewire.client.capture.VideoInput;
import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.manual.ManualRun;
import dev.facewire.client.picture.FramePool;
import dev.facewire.client.preview.PreviewWindow;
import dev.facewire.client.record.Recorder;
import dev.facewire.client.session.RtcLink.VideoPlan;
import dev.facewire.rtc.VideoSettings;
import java.util.List;
import java.util.Optional;

/** A {@link ManualRun} from its options to its files. Owns the input, the recorder and the preview. */
final class ManualClient {
    private final ClientOptions options;
    private final VideoInput input;
    private final CaptureLoop.Settings capture;
    private volatile ManualRun run;
    private volatile boolean stopAsked;

    private ManualClient(ClientOptions options, VideoInput input, CaptureLoop.Settings capture) {
        this.options = options;
        this.input = input;
        this.capture = capture;
    }

    /**
     * Checks options, files and input.
     *
     * @throws ClientFault with the first thing that is wrong
     */
    static ManualClient prepare(ClientOptions options) {
        if (options.face != null) {
            throw ClientFault.usage("with --manual the other computer has the face: give --face there");
        }
        if (options.sideBySide != null || options.compare != null || options.report != null) {
            throw ClientFault.usage(
                    "--side-by-side, --compare and --report need a gateway; --manual writes --output only");
        }
        double fps = ClientRun.checkedFps(options.fps);
        CaptureLoop.Settings capture =
                new CaptureLoop.Settings(fps, ClientRun.checkedLimit(options.seconds), options.loop);
        InputSpec spec = ClientRun.spec(options.input);
        ClientRun.files(options, spec)
                .writes("--offer", options.manual.offer(), List.of())
                .removes("--answer", options.manual.answer())
                .requireApart();
        return new ManualClient(options, Inputs.open(spec, options.size, fps), capture);
    }

    /** Asks the run to end in order; from any thread. */
    void requestStop() {
        stopAsked = true;
        ManualRun running = run;
        if (running != null) {
            running.requestStop();
        }
    }

    /** Runs to the end. */
    ClientFault.Exit run() throws InterruptedException {
        FramePool pool = new FramePool();
        Optional<PreviewWindow> window =
                options.preview ? PreviewWindow.open(input.size(), this::requestStop) : Optional.empty();
        if (options.preview && window.isEmpty()) {
            ClientRun.complain("no preview: there is no display here");
        }
        Recorder recorder = new Recorder(
                new Recorder.Wishes(options.output, null, null, null, window.isEmpty() ? null : window.get()::show),
                input.size(),
                pool);
        Recorder.Result written;
        try {
            VideoSettings plan = VideoPlan.of(input.size(), ClientRun.patch(options));
            VideoSettings whole = new VideoSettings(
                    plan.codec(),
                    plan.startBitrateKbps(),
                    plan.maxBitrateKbps(),
                    plan.maxFps(),
                    false,
                    plan.gatherCap());
            run = new ManualRun(options.manual, whole, input, capture, !options.noStamp, recorder, pool, System.out);
            if (stopAsked) {
                run.requestStop();
            }
            run.run();
        } finally {
            written = recorder.finish();
            window.ifPresent(PreviewWindow::close);
            input.close();
        }
        written.notes().forEach(ClientRun::complain);
        written.problems().forEach(ClientRun::complain);
        return written.problems().isEmpty() ? ClientFault.Exit.OK : ClientFault.Exit.RUN;
    }
}
