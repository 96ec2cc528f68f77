package dev.facewire.client.session;

import dev.facewire.protocol.session.IceCandidate;
import java.util.function.Consumer;

/**
 * Posts what the connection says as events; on the connection's thread.
 *
 * @param lane whose connection it is
 * @param events where to
 */
record LinkEvents(int lane, Consumer<Event> events) implements MediaLink.Listener {
    @Override
    public void onConnected() {
        events.accept(new Event.MediaConnected(lane));
    }

    @Override
    public void onDisconnected() {
        events.accept(new Event.MediaDisconnected(lane));
    }

    @Override
    public void onFailed() {
        events.accept(new Event.MediaFailed(lane));
    }

    @Override
    public void onCandidate(IceCandidate candidate) {
        events.accept(new Event.Candidate(lane, candidate));
    }
}
