package dev.facewire.gpu.worker;

import dev.facewire.gpu.swap.EngineSpeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a worker offers, from what its engines turned out to do. Slots are one number for all engines: it is that of the slowest one
 * offered. Pure.
 *
 * @param models that sessions can ask for
 * @param slots sessions at once
 * @param reasons for people, why an engine is not offered
 */
record Offer(List<String> models, int slots, List<String> reasons) {
    private static final String NEURAL = "neural";

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
        return new Offer(List.copyOf(offered), slots > 0 ? slots : Capacity.slots(slowest, cuda, sharers), reasons);
    }
}
