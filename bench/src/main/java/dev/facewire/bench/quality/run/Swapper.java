package dev.facewire.bench.quality.run;

import dev.facewire.bench.quality.clip.Footage;
import dev.facewire.bench.quality.clip.Photo;

/** A way to have a clip swapped. Confined to one thread. */
public interface Swapper extends AutoCloseable {

    /** Swaps a clip from its first frame on, as a session of its own. */
    Returned swap(Footage footage, Photo face);

    @Override
    void close();
}
