package dev.facewire.vision.enrol;

import java.util.function.Supplier;

/**
 * Where an enrolment runs its networks. Everything else of it is ordinary work for a processor; only these calls need
 * the device, each is short, and frames may go between two of them.
 */
public interface NetworkCalls {
    /**
     * Runs one, and waits for it.
     *
     * @param name for the log
     */
    <T> T run(String name, Supplier<T> call);

    /** On the caller's own thread, for those who have the device for themselves. */
    static NetworkCalls here() {
        return new NetworkCalls() {
            @Override
            public <T> T run(String name, Supplier<T> call) {
                return call.get();
            }
        };
    }
}
