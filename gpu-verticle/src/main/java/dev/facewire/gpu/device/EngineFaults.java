package dev.facewire.gpu.device;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link FaultWatch} for each engine: that one's frames go through says nothing of another. Frames in which nothing was to be swapped
 * say nothing at all. Pure; not thread-safe.
 */
final class EngineFaults {
    private final Map<String, FaultWatch> watches = new HashMap<>();

    /**
     * What became of a frame.
     *
     * @param engine that its session asked for
     * @param swapped were faces swapped in it?
     * @param fault did something throw?
     * @param failure what was thrown; null where that is not known
     */
    record Judged(String engine, boolean swapped, boolean fault, Throwable failure) {}

    /** Why the device is to be given up after this batch, or null. */
    String judge(List<Judged> batch, long nowNanos) {
        Map<String, List<Judged>> byEngine = new LinkedHashMap<>();
        for (Judged frame : batch) {
            byEngine.computeIfAbsent(frame.engine(), name -> new ArrayList<>()).add(frame);
        }
        String why = null;
        for (Map.Entry<String, List<Judged>> one : byEngine.entrySet()) {
            String its =
                    judge(watches.computeIfAbsent(one.getKey(), name -> new FaultWatch()), one.getValue(), nowNanos);
            if (its != null && why == null) {
                why = its + (watches.size() > 1 ? " (engine " + one.getKey() + ")" : "");
            }
        }
        return why;
    }

    private static String judge(FaultWatch watch, List<Judged> frames, long nowNanos) {
        if (frames.stream().anyMatch(Judged::swapped)) {
            watch.fine();
            return null;
        }
        if (frames.stream().noneMatch(Judged::fault)) {
            return null;
        }
        Throwable failure = frames.stream()
                .map(Judged::failure)
                .filter(thrown -> thrown != null)
                .reduce((a, b) -> FaultWatch.fatal(a) ? a : b)
                .orElse(null);
        return watch.failed(failure, nowNanos);
    }
}
