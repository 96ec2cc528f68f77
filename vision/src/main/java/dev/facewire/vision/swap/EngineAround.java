package dev.facewire.vision.swap;

import dev.facewire.vision.engine.SwapEngine;
import dev.facewire.vision.enrol.SourceFace;
import java.util.List;
import java.util.function.Consumer;

/** An engine that hands everything on to another, for those who change or watch a part of it. */
public abstract class EngineAround implements SwapEngine {
    private final SwapEngine engine;

    /** @param engine closed with this */
    protected EngineAround(SwapEngine engine) {
        this.engine = engine;
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public Prepared prepare(SourceFace face) {
        return engine.prepare(face);
    }

    @Override
    public Prepared prepareStandIn() {
        return engine.prepareStandIn();
    }

    @Override
    public Target target() {
        return engine.target();
    }

    @Override
    public void swap(List<Job> jobs, Consumer<Job> done) {
        engine.swap(jobs, done);
    }

    @Override
    public int[] batches() {
        return engine.batches();
    }

    @Override
    public void close() {
        engine.close();
    }
}
