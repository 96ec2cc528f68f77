package dev.facewire.bench.quality.run;

import dev.facewire.bench.quality.clip.Photo;
import dev.facewire.bench.quality.measure.Target;

/** A way to have a clip swapped. Confined to one thread. */
public interface Swapper extends AutoCloseable {

    /**
     * Swaps a clip from its first frame on, as a session of its own.
     *
     * @throws dev.facewire.client.fault.ClientFault where that failed as a whole, in one line
     */
    Returned swap(Target target, Photo face) throws InterruptedException;

    @Override
    void close();
}
