package dev.facewire.gateway.assign;

import java.util.Map;
import java.util.Set;

/**
 * What is looked for.
 *
 * @param model the engine or model that the worker must have; null where any will do
 * @param labels what its operator must have said of it
 * @param tried ids of workers not to ask (again)
 * @param slot true where a free slot is needed, false for work that takes none (inspecting a face)
 */
public record Wanted(String model, Map<String, String> labels, Set<String> tried, boolean slot) {
    public Wanted {
        labels = Map.copyOf(labels);
        tried = Set.copyOf(tried);
    }
}
