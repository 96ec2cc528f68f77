package dev.facewire.client.session;

import dev.facewire.protocol.session.IceCandidate;
import java.util.function.Consumer;

/**
 * Posts what the connection says as events; on the connection's thread.
 *
 * @param events where to
 */
record LinkEvents(Consumer<Event> events) implements MediaLink.Listener {
    @Override
    public void onConnected() {
        events.accept(new Event.MediaConnected());
    }

    @Override
    public void onDisconnected() {
        events.accept(new Event.MediaDisconnected());
    }

    @Override
    public void onFailed() {
        events.accept(new Event.MediaFailed());
    }

    @Override
    public void onCandidate(IceCandidate candidate) {
        events.accept(new Event.Candidate(candidate));
    }
}
