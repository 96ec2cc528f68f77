package dev.facewire.vision.swap;

import dev.facewire.media.I420Frame;
import dev.facewire.protocol.session.FaceSelection;
import dev.facewire.protocol.session.OnLost;
import dev.facewire.vision.enrol.Enroller;
import dev.facewire.vision.enrol.SourceFace;
import dev.facewire.vision.face.FaceFinder;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.FaceTrack;
import dev.facewire.vision.face.FaceTracker;
import dev.facewire.vision.face.TrustState;
import dev.facewire.vision.shield.Badge;
import dev.facewire.vision.shield.Fade;
import dev.facewire.vision.shield.Mosaic;
import dev.facewire.vision.swap.FrameOutcome.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks, swaps, shields and marks. What goes out:
 *
 * <pre>
 * faces of the frame                      picture
 * all that are to be swapped are TRUSTED  swapped; further faces under a mosaic
 * one is SUSPECT                          a mosaic over that one
 * one is seen by the detector alone       a mosaic over that one
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

    private final FaceFinder finder;
    private final FaceMesh mesh;
    private final Engines engines;
    private final SwapCalls calls;
    private final Enroller enroller;
    private final Owned owned;

    /** @param owned closed with this: engines, networks and device */
    MeshFaceProcessor(FaceFinder finder, FaceMesh mesh, Engines engines, Enroller enroller, Owned owned) {
        this.finder = finder;
        this.mesh = mesh;
        this.engines = engines;
        this.calls = new SwapCalls(engines);
        this.enroller = enroller;
        this.owned = owned;
    }

    @Override
    public List<String> models() {
        return engines.names();
    }

    @Override
    public Enroller enroller() {
        return enroller;
    }

    @Override
    public FaceSession open(SourceFace face, String engine) {
        return new TrackedFaceSession(engines, engine, mesh, face);
    }

    @Override
    public void process(List<FrameJob> jobs) {
        List<FramePlan> plans = new ArrayList<>();
        try {
            track(jobs);
        } catch (Throwable t) { // fail closed, whatever it was
            log.error("tracking failed; the frames are shielded", t);
            jobs.forEach(job -> finish(job, failed(job, t)));
            return;
        }
        for (FrameJob job : jobs) {
            try {
                plans.add(plan(job, session(job)));
            } catch (Throwable t) {
                log.error("a frame failed and is shielded", t);
                finish(job, failed(job, t));
            }
        }
        calls.swap(plans);
        for (FramePlan plan : plans) {
            finish(plan.job, outcome(plan));
        }
    }

    private static TrackedFaceSession session(FrameJob job) {
        return (TrackedFaceSession) job.session();
    }

    private static boolean usable(FrameJob job) {
        I420Frame frame = job.picture();
        return session(job).hasFace() && frame.width() >= SMALLEST && frame.height() >= SMALLEST;
    }

    private void track(List<FrameJob> jobs) {
        List<FaceTracker.Step> steps = jobs.stream()
                .filter(MeshFaceProcessor::usable)
                .map(job -> new FaceTracker.Step(session(job).tracker(), job.picture(), job.arrivedNanos()))
                .toList();
        if (!steps.isEmpty()) {
            FaceTracker.track(finder, steps);
        }
    }

    private FramePlan plan(FrameJob job, TrackedFaceSession session) {
        FramePlan plan = new FramePlan(job);
        if (!usable(job)) {
            return plan.instead(Verdict.FRAME_SHIELDED);
        }
        List<FaceTrack> tracks = session.tracker().faces();
        session.keepOnly(tracks);
        boolean lost = tracks.isEmpty() || session.tracker().missing(job.arrivedNanos());
        if (lost) {
            return plan.instead(mayShowOtherwise(job, session) ? otherwise(job) : Verdict.FRAME_SHIELDED);
        }
        boolean all = job.options().faces() == FaceSelection.ALL;
        List<FaceTrack> wanted = all ? tracks : List.of(session.choose(tracks));
        plan.unclear = session.tracker().unclear();
        boolean trusted = wanted.stream().allMatch(track -> track.state() == TrustState.TRUSTED)
                && (!all || plan.unclear.isEmpty());
        if (!trusted && mayShowOtherwise(job, session)) {
            return plan.instead(otherwise(job));
        }
        for (FaceTrack track : tracks) {
            boolean swap = wanted.contains(track) && track.state() == TrustState.TRUSTED;
            if (swap) {
                plan.swap.add(track);
            } else {
                plan.cover.add(track);
            }
        }
        if (trusted) {
            session.good(job.arrivedNanos());
        }
        return plan;
    }

    private static FrameOutcome outcome(FramePlan plan) {
        if (plan.failure() != null) {
            return failed(plan.job, plan.failure());
        }
        try {
            return complete(plan);
        } catch (Throwable t) {
            log.error("a frame failed and is shielded", t);
            return failed(plan.job, t);
        }
    }

    /** Covers what is to be covered, and lets a shield that ended fade over three frames. */
    private static FrameOutcome complete(FramePlan plan) {
        FrameJob job = plan.job;
        if (plan.instead == Verdict.FRAME_SHIELDED) {
            return whole(job, false);
        }
        if (plan.instead != null) {
            return new FrameOutcome(plan.instead, 0, false);
        }
        for (FaceTrack track : plan.swap) {
            double fading = Fade.after(track.trustedFrames());
            if (fading > 0) {
                Mosaic.face(job.picture(), track.face().box(), fading);
            }
        }
        plan.cover.forEach(track -> Mosaic.face(job.picture(), track.face().box(), 1));
        plan.unclear.forEach(box -> Mosaic.face(job.picture(), box, 1));
        double fading = Fade.after(session(job).framesSinceWhole());
        if (fading > 0) {
            Mosaic.whole(job.frame(), fading);
        }
        Verdict verdict = plan.cover.isEmpty() && plan.unclear.isEmpty() ? Verdict.SWAPPED : Verdict.FACE_SHIELDED;
        return new FrameOutcome(verdict, plan.swap.size(), false);
    }

    private static void finish(FrameJob job, FrameOutcome outcome) {
        if (job.options().badge() && outcome.verdict() != Verdict.HELD) {
            Badge.mark(job.picture());
        }
        job.outcome(outcome);
    }

    /** Pass at any time, hold for a moment after the last good frame. */
    private static boolean mayShowOtherwise(FrameJob job, TrackedFaceSession session) {
        OnLost onLost = job.options().onLost();
        return onLost == OnLost.PASS || (onLost == OnLost.HOLD && session.goodWithin(HOLD_NANOS, job.arrivedNanos()));
    }

    private static Verdict otherwise(FrameJob job) {
        return job.options().onLost() == OnLost.PASS ? Verdict.PASSED : Verdict.HELD;
    }

    private static FrameOutcome failed(FrameJob job, Throwable why) {
        job.failure(why);
        return whole(job, true);
    }

    private static FrameOutcome whole(FrameJob job, boolean fault) {
        Mosaic.whole(job.frame(), 1);
        session(job).shieldedWhole();
        return new FrameOutcome(Verdict.FRAME_SHIELDED, 0, fault);
    }

    /** An engine that fails is dropped, but for the mesh one: a worker that can't run that is none. */
    @Override
    public List<EngineSpeed> warmUp() {
        return new WarmUp(finder, mesh).all(engines);
    }

    @Override
    public void close() {
        owned.close();
    }
}
