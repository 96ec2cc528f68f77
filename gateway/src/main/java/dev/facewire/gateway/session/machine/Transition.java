package dev.facewire.gateway.session.machine;

import java.util.List;

/** What an event leads to. */
public record Transition(SessionMachine next, List<Effect> effects) {
    public Transition {
        effects = List.copyOf(effects);
    }
}
