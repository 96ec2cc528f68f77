package dev.facewire.vision.swap;

import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.InspectReply;
import dev.facewire.vision.mesh.MeshSwapEngine;
import java.util.List;

/**
 * Everything between a decoded frame and one that is safe to send, for all sessions of one device: tracking, swapping,
 * shielding, the badge. Confined to the device loop's thread, including {@link #close()}; it holds native memory.
 */
public interface FaceProcessor extends AutoCloseable {

    /** Engines and models that sessions can ask for, for example {@code mesh}. */
    List<String> models();

    /** Runs everything, so that no session pays for the first calls, and measures each engine; the mesh engine first. */
    List<EngineSpeed> warmUp();

    /**
     * Finds the one face in pictures of a person.
     *
     * @param images encoded JPEG, PNG, …; type and dimensions have been checked by the gateway
     * @throws Fault NOT_AN_IMAGE, NO_FACE or MANY_FACES, with words that say what to do
     */
    InspectReply inspect(List<byte[]> images);

    /**
     * Prepares a session with the crop of an {@link InspectReply}. Owned by the caller.
     *
     * @throws Fault where the crop holds no usable face
     */
    default FaceSession open(byte[] crop) {
        return open(crop, MeshSwapEngine.NAME);
    }

    /**
     * The same, made ready for an engine.
     *
     * @param engine one of {@link #models}
     * @throws Fault where the crop holds no usable face, or there is no such engine
     */
    FaceSession open(byte[] crop, String engine);

    /**
     * Makes each job's frame safe to send, in place, and sets its outcome. Never throws: a frame on which something
     * failed is shielded whole.
     */
    void process(List<FrameJob> jobs);

    @Override
    void close();
}
