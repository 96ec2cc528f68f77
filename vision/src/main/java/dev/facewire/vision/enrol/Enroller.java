package dev.facewire.vision.enrol;

import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.InspectReply;
import java.util.List;

/** Makes of photos what is kept of a face. Any thread that may take seconds; several at once. */
@FunctionalInterface
public interface Enroller {
    /**
     * Looks at photos of one person.
     *
     * @param files encoded, as they came
     * @param network runs what needs the device
     * @throws Fault NOT_AN_IMAGE, TOO_LARGE, NO_FACE or MANY_FACES, with words that say what to do; WORKER_TIMEOUT
     *     once the thread is interrupted
     */
    InspectReply inspect(List<byte[]> files, NetworkCalls network);
}
