package dev.facewire.client.session;

import dev.facewire.protocol.session.SessionStats;
import java.util.Optional;

/**
 * Tells a person when the whole picture begins to be pixelated and when that ends, with the reason where one is known.
 * Fed with the worker's counters, about once a second. Pure.
 */
final class CoverWatch {
    /** In a report with fewer frames a moment of doubt would look like a state. */
    private static final int FRAMES = 5;

    private SessionStats last;
    private String reason;
    private boolean covered;

    /** What the gateway says of the session's picture; null where there is nothing to say. */
    void reason(String words) {
        reason = words;
    }

    /** A line where something has changed. */
    Optional<String> counted(SessionStats now) {
        if (last == null || now.framesOut() < last.framesOut()) { // the first report, or another worker's
            last = now;
            return Optional.empty();
        }
        long out = now.framesOut() - last.framesOut();
        if (out < FRAMES) {
            return Optional.empty();
        }
        long swapped = now.facesSwapped() - last.facesSwapped();
        long pixelated = now.framesShielded() - last.framesShielded();
        boolean faults = now.engineFaults() > last.engineFaults();
        last = now;
        boolean all = swapped == 0 && pixelated >= out * 9 / 10;
        if (all == covered || (covered && swapped == 0)) {
            return Optional.empty();
        }
        covered = all;
        return Optional.of(all ? "the picture is pixelated: " + why(faults) : "the face is swapped again");
    }

    private String why(boolean faults) {
        if (reason != null && !reason.isBlank()) {
            return reason;
        }
        return faults
                ? "the worker's engine fails on it"
                : "no face that can be swapped is found in it (from the front, larger, in more light?)";
    }
}
