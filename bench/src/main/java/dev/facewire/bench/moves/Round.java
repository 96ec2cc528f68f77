package dev.facewire.bench.moves;

import java.util.List;

/**
 * One trouble.
 *
 * @param gapsMs for each caller the longest time without a fresh swapped frame
 * @param moved callers who are served by another worker afterwards
 * @param usableAgainMs from SIGCONT until every gateway can use the worker again; null where it was not stopped
 */
record Round(Trouble trouble, List<Double> gapsMs, int moved, Double usableAgainMs) {
    Round {
        gapsMs = List.copyOf(gapsMs);
    }
}
