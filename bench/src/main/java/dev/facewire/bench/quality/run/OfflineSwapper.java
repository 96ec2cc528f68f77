package dev.facewire.bench.quality.run;

import dev.facewire.bench.quality.clip.Footage;
import dev.facewire.bench.quality.clip.Photo;
import dev.facewire.bench.quality.measure.Target;
import dev.facewire.media.I420Frame;
import dev.facewire.protocol.session.FaceSelection;
import dev.facewire.protocol.session.OnLost;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.vision.neural.NeuralChoice;
import dev.facewire.vision.swap.FaceProcessor;
import dev.facewire.vision.swap.FaceProcessors;
import dev.facewire.vision.swap.FaceSession;
import dev.facewire.vision.swap.FrameJob;
import dev.facewire.vision.swap.FrameOutcome;
import dev.facewire.vision.tensor.DeviceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The worker's own processor without a worker: frame by frame on this thread, each at the time at which it is due, so
 * that a run can be repeated exactly. Nothing is encoded. Owns the processor.
 */
public final class OfflineSwapper implements Swapper {
    /** A shield fades over so many frames; see {@code gpu.shield.Fade}. */
    private static final int FADING = 3;

    /** Without the badge, which would lie in the pictures that are compared. */
    private static final SessionOptions OPTIONS =
            new SessionOptions("mesh", FaceSelection.LARGEST, OnLost.SHIELD, true, 1.0, false, 5000, "VP8");

    private final StageClock clock = new StageClock();
    private final FaceProcessor processor;
    private boolean warm;

    public OfflineSwapper() {
        processor = FaceProcessors.open(new DeviceSpec("cpu", 0), NeuralChoice.none(), clock::around, clock::around);
        processor.warmUp();
    }

    @Override
    public Returned swap(Target target, Photo face) {
        if (!warm) {
            warm = true;
            swap(target, face); // the compiler's time is not the engine's
        }
        Footage footage = target.footage();
        List<Returned.Frame> frames = new ArrayList<>();
        Map<String, double[]> ms = new TreeMap<>();
        byte[] crop = processor.inspect(List.of(face.file())).crop();
        try (FaceSession session = processor.open(crop)) {
            int sinceShield = 0;
            for (int i = 0; i < footage.frames().size(); i++) {
                I420Frame sent = footage.frames().get(i);
                I420Frame frame = I420Frame.allocate(sent.width(), sent.height());
                clock.start();
                sent.copyTo(frame);
                FrameJob job = new FrameJob(session, frame, OPTIONS, footage.nanos(i));
                processor.process(List.of(job));
                int at = i;
                clock.stop()
                        .forEach((stage, value) -> ms.computeIfAbsent(
                                        stage.name().toLowerCase(Locale.ROOT),
                                        name -> new double[footage.frames().size()])[at] = value);
                Returned.State state = state(job.outcome());
                sinceShield = state == Returned.State.SWAPPED ? sinceShield + 1 : 0;
                frames.add(new Returned.Frame(
                        state == Returned.State.MISSING ? null : frame, state, sinceShield > FADING));
            }
        }
        return new Returned(frames, ms, 0, null);
    }

    private static Returned.State state(FrameOutcome outcome) {
        return switch (outcome.verdict()) {
            case SWAPPED -> Returned.State.SWAPPED;
            case FACE_SHIELDED -> Returned.State.FACE_SHIELDED;
            case FRAME_SHIELDED -> Returned.State.FRAME_SHIELDED;
            case PASSED -> Returned.State.PASSED;
            case HELD -> Returned.State.MISSING;
        };
    }

    @Override
    public void close() {
        processor.close();
    }
}
