package dev.facewire.protocol.worker;

import dev.facewire.protocol.Checks;
import java.time.Duration;
import java.util.List;

/** Asks what face is in pictures of one person (encoded, checked for type and size by the gateway). Takes no slot. */
public record InspectRequest(List<byte[]> images) {
    /**
     * How long a gateway waits: a CPU worker that swaps meanwhile takes seconds for a photo, and nobody's call waits
     * for it.
     */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** How long a worker tries: it has given up when the gateway does, and its own words arrive. */
    public static final Duration WORK_LIMIT = Duration.ofSeconds(9);

    public InspectRequest {
        images = Checks.orEmpty(images);
        Checks.check(!images.isEmpty(), "no image was given");
    }
}
