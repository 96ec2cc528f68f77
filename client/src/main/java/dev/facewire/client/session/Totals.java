package dev.facewire.client.session;

import dev.facewire.protocol.session.SessionStats;

/** A run's counters over all the workers that served it, each of which counts from its own start. */
final class Totals {
    private SessionStats left;

    /** Adds the last counters of a worker that the run left; null adds nothing. */
    void add(SessionStats last) {
        left = with(last);
    }

    /** The counters with those of the present worker; null where nothing is known. Times and names are the latest. */
    SessionStats with(SessionStats now) {
        if (left == null || now == null) {
            return now == null ? left : now;
        }
        return new SessionStats(
                left.framesIn() + now.framesIn(),
                left.framesOut() + now.framesOut(),
                left.framesDropped() + now.framesDropped(),
                left.facesSwapped() + now.facesSwapped(),
                left.framesShielded() + now.framesShielded(),
                left.framesPassed() + now.framesPassed(),
                left.engineFaults() + now.engineFaults(),
                now.engineMsP50(),
                now.engineMsP95(),
                now.width(),
                now.height(),
                now.engine(),
                now.onLost());
    }
}
