package dev.facewire.gpu.swap;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.util.ArrayList;
import java.util.List;

/** The engines of a device, by the names that sessions ask by. Owns them. Confined to the device loop's thread. */
final class Engines implements AutoCloseable {
    /** Means the first engine that is not the mesh one. */
    private static final String NEURAL = "neural";

    private final List<SwapEngine> all;

    /** @param all the mesh engine first */
    Engines(List<SwapEngine> all) {
        this.all = List.copyOf(all);
    }

    List<SwapEngine> all() {
        return all;
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
        all.forEach(SwapEngine::close);
    }
}
