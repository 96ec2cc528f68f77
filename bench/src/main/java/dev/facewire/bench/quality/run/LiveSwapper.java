package dev.facewire.bench.quality.run;

import dev.facewire.bench.quality.clip.Footage;
import dev.facewire.bench.quality.clip.Photo;
import dev.facewire.bench.quality.measure.Observer;
import dev.facewire.bench.quality.measure.Target;
import dev.facewire.client.capture.CaptureLoop;
import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.gateway.GatewayClient;
import dev.facewire.client.gateway.Gateways;
import dev.facewire.client.picture.FramePool;
import dev.facewire.client.record.Recorder;
import dev.facewire.client.session.RtcLink;
import dev.facewire.client.session.RunSettings;
import dev.facewire.client.session.SwapRun;
import dev.facewire.protocol.session.OptionsPatch;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A gateway and its workers, over WebRTC, by the client itself: what a viewer gets, encoded there and back, with what is
 * lost on the way. Each frame is known again by its stamp.
 */
public final class LiveSwapper implements Swapper {
    private static final CaptureLoop.Settings AS_IT_COMES = new CaptureLoop.Settings(0, null, false);

    private final GatewayClient gateway;
    private final double speed;
    private final Observer observer;
    private final Map<String, String> faceIds = new HashMap<>();

    /**
     * Sends to a gateway.
     *
     * @param observer stays the caller's
     * @param speed 1 plays clips at their own speed; less gives a slow machine time
     */
    public LiveSwapper(GatewayClient gateway, double speed, Observer observer) {
        this.gateway = gateway;
        this.speed = speed;
        this.observer = observer;
    }

    @Override
    public Returned swap(Target target, Photo face) throws InterruptedException {
        String faceId = faceIds.get(face.name());
        if (faceId == null) {
            faceId = gateway.uploadFace(face.file()).id();
            faceIds.put(face.name(), faceId);
        }
        Footage footage = target.footage();
        FootageInput input = new FootageInput(footage, speed);
        FramePool pool = new FramePool();
        Recorder recorder = new Recorder(new Recorder.Wishes(null, null, null, null, null), footage.size(), pool);
        Arrivals arrivals = new Arrivals(footage.frames().size(), input::indexAt, observer);
        recorder.watch(arrivals);
        SwapRun.Outcome outcome;
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            RunSettings settings = new RunSettings(
                    null, faceId, OptionsPatch.NONE, AS_IT_COMES, true, RunSettings.DEFAULT_PATIENCE, "bench");
            outcome = new SwapRun(
                            settings,
                            new Gateways(List.of(gateway)),
                            RtcLink::open,
                            input,
                            recorder,
                            pool,
                            silent,
                            false)
                    .run();
        } finally {
            recorder.finish();
        }
        if (outcome.failure() != null) {
            throw ClientFault.run(footage.name() + " < " + face.name() + ": "
                    + outcome.failure().getMessage());
        }
        return arrivals.judged(target, outcome.report());
    }

    @Override
    public void close() {
        // The gateway is somebody else's; its client holds nothing open between runs.
    }
}
