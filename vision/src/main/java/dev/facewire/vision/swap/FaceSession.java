package dev.facewire.vision.swap;

import dev.facewire.protocol.error.Fault;
import dev.facewire.vision.enrol.SourceFace;

/** One session's tracks and source face. Confined to the device loop's thread; closed by who opened it. */
public interface FaceSession extends AutoCloseable {

    /**
     * Takes another source face from the next frame on.
     *
     * @throws Fault where the engine can't use it; the last one stays
     */
    void face(SourceFace face);

    /**
     * Makes the source face ready for an engine that the session's options will name from now on.
     *
     * @throws Fault NO_MODEL where the worker has none of this name; nothing changes then
     */
    void engine(String name);

    /** The source face was deleted: every frame is shielded until there is another. */
    void revoke();

    @Override
    void close();
}
