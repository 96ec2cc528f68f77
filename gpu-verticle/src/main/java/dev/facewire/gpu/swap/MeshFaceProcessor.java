package dev.facewire.gpu.swap;

import dev.facewire.gpu.enrol.Enrolment;
import dev.facewire.gpu.enrol.SourceFace;
import dev.facewire.gpu.face.FaceFinder;
import dev.facewire.gpu.face.FaceMesh;
import dev.facewire.gpu.face.FaceTrack;
import dev.facewire.gpu.face.Landmarks;
import dev.facewire.gpu.face.Pose;
import dev.facewire.gpu.face.Region;
import dev.facewire.gpu.face.TrustState;
import dev.facewire.gpu.shield.Badge;
import dev.facewire.gpu.shield.Mosaic;
import dev.facewire.gpu.swap.FrameOutcome.Verdict;
import dev.facewire.protocol.session.FaceSelection;
import dev.facewire.protocol.session.OnLost;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.protocol.worker.InspectReply;
import dev.facewire.rtc.frame.I420Frame;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks, swaps, shields and marks. What goes out:
 *
 * <pre>
 * faces of the frame                      picture
 * all that are to be swapped are TRUSTED  swapped; further faces under a mosaic
 * one is SUSPECT                          a mosaic over that one
 * none seen, one just lost, or a crowd    a mosaic over everything
 * anything throws                         a mosaic over everything
 * </pre>
 *
 * {@code onLost} hold and pass change the second and third line only.
 */
final class MeshFaceProcessor implements FaceProcessor {
    private static final Logger log = LoggerFactory.getLogger(MeshFaceProcessor.class);
    private static final int SMALLEST = 64;
    private static final long HOLD_NANOS = 200_000_000;
    private static final int WARM_UP_ROUNDS = 12;

    private final FaceFinder finder;
    private final FaceMesh mesh;
    private final SwapEngine engine;
    private final Enrolment enrolment;
    private final AutoCloseable owned;

    /** @param owned closed with this, last: the networks and the device */
    MeshFaceProcessor(FaceFinder finder, FaceMesh mesh, SwapEngine engine, AutoCloseable owned) {
        this.finder = finder;
        this.mesh = mesh;
        this.engine = engine;
        this.enrolment = new Enrolment(finder, mesh);
        this.owned = owned;
    }

    @Override
    public List<String> models() {
        return List.of(engine.name());
    }

    @Override
    public InspectReply inspect(List<byte[]> images) {
        return enrolment.inspect(images);
    }

    @Override
    public FaceSession open(byte[] crop) {
        return new TrackedFaceSession(engine, enrolment, mesh, crop);
    }

    @Override
    public void process(List<FrameJob> jobs) {
        for (FrameJob job : jobs) {
            job.outcome(safely(job));
        }
    }

    private FrameOutcome safely(FrameJob job) {
        FrameOutcome outcome;
        try {
            outcome = process(job, (TrackedFaceSession) job.session());
        } catch (Throwable t) { // fail closed, whatever it was
            log.error("a frame failed and is shielded", t);
            outcome = whole(job.frame(), true);
        }
        if (job.options().badge() && outcome.verdict() != Verdict.HELD) {
            Badge.mark(job.frame());
        }
        return outcome;
    }

    private FrameOutcome process(FrameJob job, TrackedFaceSession session) {
        I420Frame frame = job.frame();
        if (session.source() == null || frame.width() < SMALLEST || frame.height() < SMALLEST) {
            return whole(frame, false);
        }
        List<FaceTrack> tracks = session.tracker().track(finder, frame, job.arrivedNanos());
        session.keepOnly(tracks);
        if (tracks.isEmpty() || session.tracker().missing(job.arrivedNanos())) {
            return lost(job, session);
        }
        boolean all = job.options().faces() == FaceSelection.ALL;
        List<FaceTrack> wanted = all ? tracks : List.of(session.choose(tracks));
        boolean trusted = wanted.stream().allMatch(track -> track.state() == TrustState.TRUSTED);
        if (!trusted && mayShowOtherwise(job, session)) {
            return otherwise(job);
        }
        int swapped = 0;
        boolean covered = false;
        for (FaceTrack track : tracks) {
            if (wanted.contains(track) && track.state() == TrustState.TRUSTED) {
                swap(job, session, track);
                swapped++;
            } else {
                Mosaic.face(frame, track.face().box());
                covered = true;
            }
        }
        if (trusted) {
            session.good(job.arrivedNanos());
        }
        return new FrameOutcome(covered ? Verdict.FACE_SHIELDED : Verdict.SWAPPED, swapped, false);
    }

    private void swap(FrameJob job, TrackedFaceSession session, FaceTrack track) {
        engine.swap(List.of(new SwapEngine.Job(
                session.source(), session.target(track), job.frame(), track.face(), track.pose(), job.options())));
    }

    private FrameOutcome lost(FrameJob job, TrackedFaceSession session) {
        return mayShowOtherwise(job, session) ? otherwise(job) : whole(job.frame(), false);
    }

    /** Pass at any time, hold for a moment after the last good frame. */
    private static boolean mayShowOtherwise(FrameJob job, TrackedFaceSession session) {
        OnLost onLost = job.options().onLost();
        return onLost == OnLost.PASS || (onLost == OnLost.HOLD && session.goodWithin(HOLD_NANOS, job.arrivedNanos()));
    }

    private static FrameOutcome otherwise(FrameJob job) {
        return new FrameOutcome(job.options().onLost() == OnLost.PASS ? Verdict.PASSED : Verdict.HELD, 0, false);
    }

    private static FrameOutcome whole(I420Frame frame, boolean fault) {
        Mosaic.whole(frame);
        return new FrameOutcome(Verdict.FRAME_SHIELDED, 0, fault);
    }

    /** Runs detector, mesh and swap over noise, with a face where the canonical one would stand. */
    @Override
    public double warmUp() {
        I420Frame frame = I420Frame.allocate(640, 480);
        byte[] noise = new byte[frame.y().capacity()];
        new Random(1).nextBytes(noise);
        frame.y().put(0, noise);
        BufferedImage picture = new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB);
        double[] ms = new double[WARM_UP_ROUNDS];
        finder.detect(frame, 0.5);
        try (SwapEngine.Prepared source = engine.prepare(new SourceFace(picture, standIn(256, 256, 18)));
                SwapEngine.Target target = engine.target()) {
            for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                long begin = System.nanoTime();
                Landmarks face = standIn(300 + round, 240, 13); // it moves: every frame has another region
                finder.fit(frame, Region.around(face));
                engine.swap(List.of(
                        new SwapEngine.Job(source, target, frame, face, Pose.of(face, mesh), SessionOptions.DEFAULTS)));
                ms[round] = (System.nanoTime() - begin) / 1e6;
            }
        }
        Arrays.sort(ms);
        return ms[WARM_UP_ROUNDS / 2];
    }

    private Landmarks standIn(double cx, double cy, double pixelsPerCm) {
        double[] points = mesh.points().clone();
        for (int i = 0; i < points.length; i += 3) {
            points[i] = cx + points[i] * pixelsPerCm;
            points[i + 1] = cy + points[i + 1] * pixelsPerCm;
            points[i + 2] *= pixelsPerCm;
        }
        return new Landmarks(points);
    }

    @Override
    public void close() {
        engine.close();
        try {
            owned.close();
        } catch (Exception e) {
            throw new IllegalStateException("the device did not close", e);
        }
    }
}
