package dev.facewire.vision.swap;

import dev.facewire.media.I420Frame;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.vision.engine.SwapEngine;
import dev.facewire.vision.face.FaceFinder;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.Pose;
import dev.facewire.vision.face.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs detector, mesh and an engine over noise, with faces where the canonical one would stand, and measures. */
final class WarmUp {
    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
    private static final int ROUNDS = 12;
    private static final int LEAST_ROUNDS = 2;
    /** An engine that takes seconds is measured well enough by few rounds. */
    private static final double ENOUGH_MS = 1500;

    private final FaceFinder finder;
    private final FaceMesh mesh;
    private final Random random = new Random(1);

    WarmUp(FaceFinder finder, FaceMesh mesh) {
        this.finder = finder;
        this.mesh = mesh;
    }

    /**
     * Each engine. One model must not take down the worker, which has others: a further engine that fails is closed and dropped, with a
     * line in the log.
     */
    List<EngineSpeed> all(Engines engines) {
        List<EngineSpeed> speeds = new ArrayList<>();
        for (SwapEngine engine : engines.all()) {
            try {
                speeds.add(run(engine));
            } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
                if (speeds.isEmpty()) {
                    throw e; // the mesh engine, which is the first
                }
                log.warn("engine {} is not offered: it failed when it was warmed up: {}", engine.name(), firstLine(e));
                log.debug("why", e);
                engines.drop(engine);
            }
        }
        return speeds;
    }

    /** What PyTorch says has many lines, of which its own frames are the most. */
    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no word of why");
    }

    /** All sizes of batch; the speed is that of the last. */
    private EngineSpeed run(SwapEngine engine) {
        double frameMs = 0;
        for (int batch : engine.batches()) {
            frameMs = median(engine, batch) / batch;
        }
        return new EngineSpeed(engine.name(), frameMs);
    }

    private double median(SwapEngine engine, int batch) {
        List<I420Frame> frames = new ArrayList<>();
        List<SwapEngine.Target> targets = new ArrayList<>();
        double[] ms = new double[ROUNDS];
        int round = 0;
        try (SwapEngine.Prepared source = engine.prepareStandIn()) {
            for (int i = 0; i < batch; i++) {
                frames.add(noise());
                targets.add(engine.target());
            }
            finder.detect(frames.get(0), 0.5);
            double spent = 0;
            for (; round < ROUNDS && (round < LEAST_ROUNDS || spent < ENOUGH_MS); round++) {
                long begin = System.nanoTime();
                round(engine, source, frames, targets, round);
                ms[round] = (System.nanoTime() - begin) / 1e6;
                spent += ms[round];
            }
        } finally {
            targets.forEach(SwapEngine.Target::close);
        }
        double[] measured = Arrays.copyOf(ms, round);
        Arrays.sort(measured);
        return measured[(round - 1) / 2];
    }

    private void round(
            SwapEngine engine,
            SwapEngine.Prepared source,
            List<I420Frame> frames,
            List<SwapEngine.Target> targets,
            int round) {
        List<SwapEngine.Job> jobs = new ArrayList<>();
        List<FaceFinder.Look> looks = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            Landmarks seen = standIn(300 + round + i % 7, 240, 13); // it moves: every frame has another region
            looks.add(new FaceFinder.Look(frames.get(i), Region.around(seen)));
            jobs.add(new SwapEngine.Job(
                    source, targets.get(i), frames.get(i), seen, Pose.of(seen, mesh), null, SessionOptions.DEFAULTS));
        }
        finder.fit(looks);
        engine.swap(jobs);
    }

    private I420Frame noise() {
        I420Frame frame = I420Frame.allocate(640, 480);
        byte[] noise = new byte[frame.y().capacity()];
        random.nextBytes(noise);
        frame.y().put(0, noise);
        return frame;
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
}
