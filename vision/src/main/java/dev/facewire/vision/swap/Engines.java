package dev.facewire.vision.swap;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.vision.engine.SwapEngine;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engines of a device, by the names that sessions ask by. Owns them. Confined to the device loop's thread. */
final class Engines implements AutoCloseable {
    /** Means the first engine that is not the mesh one. */
    private static final String NEURAL = "neural";

    private static final Logger log = LoggerFactory.getLogger(Engines.class);

    private final List<SwapEngine> all = new ArrayList<>();

    /** @param mesh the mesh engine */
    Engines(SwapEngine mesh) {
        all.add(mesh);
    }

    /** Takes a further one over. */
    void add(SwapEngine engine) {
        all.add(engine);
    }

    /** The mesh engine first. */
    List<SwapEngine> all() {
        return List.copyOf(all);
    }

    /** Closes one that turned out to be of no use; the others are there as before. */
    void drop(SwapEngine engine) {
        all.remove(engine);
        try {
            engine.close();
        } catch (RuntimeException | LinkageError e) {
            log.warn("engine {} did not close in order", engine.name(), e);
        }
    }

    /** @throws Fault NO_MODEL where there is none of this name */
    SwapEngine named(String name) {
        for (SwapEngine engine : all) {
            if (engine.name().equals(name)) {
                return engine;
            }
        }
        if (name.equals(NEURAL) && all.size() > 1) {
            return all.get(1);
        }
        throw new Fault(ErrorCode.NO_MODEL, "this worker has no '" + name + "'");
    }

    /** What sessions can ask for: the engines' names, and {@code neural} where there is one. */
    List<String> names() {
        List<String> names = new ArrayList<>(all.stream().map(SwapEngine::name).toList());
        if (all.size() > 1) {
            names.add(1, NEURAL);
        }
        return names;
    }

    @Override
    public void close() {
        Owned engines = new Owned();
        all.forEach(engines::add);
        all.clear();
        engines.close();
    }
}
