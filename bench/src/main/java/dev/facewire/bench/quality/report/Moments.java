package dev.facewire.bench.quality.report;

import dev.facewire.bench.quality.measure.Neutral;
import dev.facewire.bench.quality.measure.PairFigures;
import dev.facewire.bench.quality.measure.Seen;
import dev.facewire.bench.quality.measure.Target;
import dev.facewire.bench.quality.run.Returned;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The frames of a clip that are worth looking at, each once, by name. Pure. */
final class Moments {
    private static final int[] OF_SCENE = {35, 45, 55, 65, 80, 95};

    private Moments() {}

    /** Turned, talking, blinking: of the frames that were swapped, or of all where none was. */
    static Map<String, Integer> ofClip(Target target, Returned returned) {
        List<Seen> shown = new ArrayList<>();
        for (int i = 0; i < target.seen().size(); i++) {
            Returned.Frame frame = returned.frames().get(i);
            shown.add(frame.picture() != null && frame.settled() ? target.seen(i) : null);
        }
        if (Neutral.best(shown) < 0) {
            shown = target.seen();
        }
        Map<String, Integer> moments = new LinkedHashMap<>();
        keep(moments, "neutral", Neutral.best(shown));
        keep(moments, "turned one way", most(shown, seen -> seen.pose().yaw()));
        keep(moments, "turned the other way", most(shown, seen -> -seen.pose().yaw()));
        keep(moments, "mouth open", most(shown, Seen::mouth));
        keep(moments, "eyes closed", most(shown, seen -> -seen.eyes()));
        keep(moments, "nodding", most(shown, seen -> Math.abs(seen.pose().pitch())));
        return moments;
    }

    /** Steps through the scene; frames with a bare face first. */
    static Map<String, Integer> ofScene(Target target, Returned returned, PairFigures figures) {
        Map<String, Integer> moments = new LinkedHashMap<>();
        if (!figures.bareAt().isEmpty()) {
            keep(moments, "BARE", figures.bareAt().get(0));
            keep(moments, "BARE, later", figures.bareAt().get(figures.bareAt().size() / 2));
        }
        for (int index : OF_SCENE) {
            if (index < returned.frames().size()) {
                keep(moments, target.footage().name() + " " + moments.size(), index);
            }
        }
        return moments;
    }

    private static void keep(Map<String, Integer> moments, String name, int index) {
        if (index >= 0 && !moments.containsValue(index)) {
            moments.put(name, index);
        }
    }

    private static int most(List<Seen> shown, ToDoubleFunction<Seen> figure) {
        int best = -1;
        for (int i = 0; i < shown.size(); i++) {
            if (shown.get(i) != null
                    && (best < 0 || figure.applyAsDouble(shown.get(i)) > figure.applyAsDouble(shown.get(best)))) {
                best = i;
            }
        }
        return best;
    }
}
