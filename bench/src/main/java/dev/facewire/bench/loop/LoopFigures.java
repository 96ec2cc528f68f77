package dev.facewire.bench.loop;

import java.util.List;

/**
 * All that a run measured; what was not asked for is empty or null.
 *
 * @param leftOut why a side or a case is missing, in words
 */
record LoopFigures(
        String date,
        String machine,
        List<LoopRow> compared,
        List<LoopRow> density,
        FirstFrameBench.Figures firstFrame,
        OverloadBench.Figures overload,
        List<LinkBench.Row> links,
        List<String> leftOut) {
    LoopFigures {
        compared = List.copyOf(compared);
        density = List.copyOf(density);
        links = List.copyOf(links);
        leftOut = List.copyOf(leftOut);
    }
}
