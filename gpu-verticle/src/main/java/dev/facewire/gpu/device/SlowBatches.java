package dev.facewire.gpu.device;

import java.util.List;
import java.util.Map;

/**
 * Whether the batch in work takes long because an engine does, as the neural one on a CPU, and not because the device hangs: an
 * engine that is known to be slow is borne with for so many times what was measured; the others never. Pure; thread-safe.
 */
final class SlowBatches {
    private Map<String, Double> bearableMs = Map.of();
    private boolean working;
    private long beginNanos;
    private long bearableNanos;

    /** @param bearable for how long a batch may be in work, in ms, by the name of a slow engine */
    synchronized void engines(Map<String, Double> bearable) {
        bearableMs = Map.copyOf(bearable);
    }

    /** A batch is begun, with frames for these engines. */
    synchronized void begins(List<String> engines, long nowNanos) {
        working = true;
        beginNanos = nowNanos;
        bearableNanos = engines.stream()
                .mapToLong(engine -> (long) (bearableMs.getOrDefault(engine, 0.0) * 1e6))
                .max()
                .orElse(0);
    }

    /** It is done. */
    synchronized void ends() {
        working = false;
    }

    /** Is a slow engine at work, and no longer than is to be borne with? */
    synchronized boolean inWork(long nowNanos) {
        return working && nowNanos - beginNanos < bearableNanos;
    }
}
