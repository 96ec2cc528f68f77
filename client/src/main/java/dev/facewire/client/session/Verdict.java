package dev.facewire.client.session;

import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.fault.Words;
import dev.facewire.protocol.session.SessionStats;
import java.util.Optional;

/** Whether a run that came to its end did what it was for. Pure. */
final class Verdict {
    private Verdict() {}

    /**
     * What failed, or null.
     *
     * @param capture why reading the input failed, or null
     * @param stats of all workers together, or null
     * @param shortfall what of the input could not be read
     */
    static ClientFault of(
            Throwable capture, long framesReturned, SessionStats stats, String worker, Optional<String> shortfall) {
        if (capture != null) {
            return ClientFault.run("reading the input failed: " + Words.of(capture));
        }
        if (framesReturned == 0) {
            return ClientFault.run("no frame came back from the worker " + worker);
        }
        if (stats == null || stats.facesSwapped() == 0) {
            return ClientFault.run("no swapped frame came back: the worker found no face that it could swap"
                    + (stats == null ? "" : " (" + stats.framesShielded() + " frames were shielded)"));
        }
        return shortfall.map(ClientFault::run).orElse(null);
    }
}
