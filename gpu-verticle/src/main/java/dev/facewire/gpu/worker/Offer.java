package dev.facewire.gpu.worker;

import dev.facewire.vision.swap.EngineSpeed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a worker offers, from what its engines turned out to do. Slots are one number for all engines: it is that of the slowest one
 * offered. Pure.
 *
 * @param models that sessions can ask for
 * @param slots sessions at once
 * @param reasons for people, why an engine is not offered
 * @param slowMs what a frame takes, by what sessions ask for, where that is so long that it would be taken for a lost connection
 */
record Offer(List<String> models, int slots, List<String> reasons, Map<String, Double> slowMs) {
    private static final String NEURAL = "neural";
    /** A quarter of the time after which clients look for another worker. */
    private static final double SLOW_MS = 600;

    /**
     * Decides.
     *
     * @param models the processor's
     * @param speeds the mesh engine's first
     * @param slots as the user said, 0 to measure
     */
    static Offer of(List<String> models, List<EngineSpeed> speeds, int slots, boolean cuda, int sharers) {
        List<String> offered = new ArrayList<>(models);
        List<String> reasons = new ArrayList<>();
        double slowest = speeds.get(0).frameMs();
        for (EngineSpeed speed : speeds.subList(1, speeds.size())) {
            if (slots == 0 && !Capacity.live(speed.frameMs(), cuda, sharers)) {
                offered.remove(speed.engine());
                reasons.add(String.format(
                        Locale.ROOT,
                        "engine %s is not offered: a frame takes %.0f ms on this device, too long for a live picture (--slots N"
                                + " offers it anyway)",
                        speed.engine(),
                        speed.frameMs()));
            } else {
                slowest = Math.max(slowest, speed.frameMs());
            }
        }
        // it means the first of them, whatever that is
        if (speeds.size() > 1 && !offered.contains(speeds.get(1).engine())) {
            offered.remove(NEURAL);
        }
        return new Offer(
                List.copyOf(offered),
                slots > 0 ? slots : Capacity.slots(slowest, cuda, sharers),
                reasons,
                slow(offered, speeds));
    }

    private static Map<String, Double> slow(List<String> offered, List<EngineSpeed> speeds) {
        Map<String, Double> slow = new HashMap<>();
        for (EngineSpeed speed : speeds) {
            if (offered.contains(speed.engine()) && speed.frameMs() > SLOW_MS) {
                slow.put(speed.engine(), speed.frameMs());
            }
        }
        if (speeds.size() > 1 && slow.containsKey(speeds.get(1).engine())) {
            slow.put(NEURAL, speeds.get(1).frameMs());
        }
        return Map.copyOf(slow);
    }

    /** What a frame of the slowest engine that is offered takes. */
    double slowestMs(List<EngineSpeed> speeds) {
        return speeds.stream()
                .filter(speed -> models.contains(speed.engine()))
                .mapToDouble(EngineSpeed::frameMs)
                .max()
                .orElseThrow();
    }
}
