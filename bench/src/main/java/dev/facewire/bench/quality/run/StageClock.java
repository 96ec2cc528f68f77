package dev.facewire.bench.quality.run;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.engine.SwapEngine;
import dev.facewire.vision.face.Detection;
import dev.facewire.vision.face.FaceFinder;
import dev.facewire.vision.face.MeshFit;
import dev.facewire.vision.swap.EngineAround;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Times the stages of a frame from outside. Confined to one thread. */
final class StageClock {
    /** Where a frame's time goes; what is left (trust, shape, shield, copy) is in {@code REST}. */
    enum Stage {
        DETECTOR,
        MESH,
        SWAP,
        REST
    }

    private final Map<Stage, Long> nanos = new EnumMap<>(Stage.class);
    private long begin;

    /** Begins a frame. */
    void start() {
        nanos.clear();
        begin = System.nanoTime();
    }

    /** Ends a frame; its ms by stage. */
    Map<Stage, Double> stop() {
        long all = System.nanoTime() - begin;
        long known = nanos.values().stream().mapToLong(Long::longValue).sum();
        nanos.put(Stage.REST, all - known);
        Map<Stage, Double> ms = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            ms.put(stage, nanos.getOrDefault(stage, 0L) / 1e6);
        }
        return ms;
    }

    private <T> T timed(Stage stage, Supplier<T> work) {
        long from = System.nanoTime();
        try {
            return work.get();
        } finally {
            nanos.merge(stage, System.nanoTime() - from, Long::sum);
        }
    }

    FaceFinder around(FaceFinder finder) {
        return new FaceFinder() {
            @Override
            public List<List<Detection>> detect(List<I420Frame> frames, double threshold) {
                return timed(Stage.DETECTOR, () -> finder.detect(frames, threshold));
            }

            @Override
            public List<MeshFit> fit(List<Look> looks) {
                return timed(Stage.MESH, () -> finder.fit(looks));
            }
        };
    }

    SwapEngine around(SwapEngine engine) {
        return new EngineAround(engine) {
            @Override
            public void swap(List<Job> jobs, Consumer<Job> done) {
                timed(Stage.SWAP, () -> {
                    super.swap(jobs, done);
                    return null;
                });
            }
        };
    }
}
