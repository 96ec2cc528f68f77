package dev.facewire.vision.swap;

import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.InspectReply;
import dev.facewire.vision.enrol.Enroller;
import dev.facewire.vision.enrol.FaceFile;
import dev.facewire.vision.enrol.NetworkCalls;
import dev.facewire.vision.enrol.SourceFace;
import dev.facewire.vision.mesh.MeshSwapEngine;
import java.util.List;

/**
 * Everything between a decoded frame and one that is safe to send, for all sessions of one device: tracking, swapping,
 * shielding, the badge. Confined to the device loop's thread, including {@link #close()}; it holds native memory.
 */
public interface FaceProcessor extends AutoCloseable {

    /** Engines and models that sessions can ask for, for example {@code mesh}. */
    List<String> models();

    /**
     * Runs everything, so that no session pays for the first calls, and measures each engine; the mesh engine first.
     */
    List<EngineSpeed> warmUp();

    /** Reads photos with this device's networks; of use on other threads too, until this is closed. */
    Enroller enroller();

    /**
     * Finds the one face in photos of a person, all of it on this thread: for those who have the device for themselves.
     *
     * @param images encoded JPEG or PNG
     * @throws Fault NOT_AN_IMAGE, TOO_LARGE, NO_FACE or MANY_FACES, with words that say what to do
     */
    default InspectReply inspect(List<byte[]> images) {
        return enroller().inspect(images, NetworkCalls.here());
    }

    /**
     * Prepares a session with the crop of an {@link InspectReply}, read on this thread. Owned by the caller.
     *
     * @throws Fault where the crop holds no usable face
     */
    default FaceSession open(byte[] crop) {
        return open(FaceFile.decode(crop), MeshSwapEngine.NAME);
    }

    /**
     * Prepares a session. Owned by the caller.
     *
     * @param engine one of {@link #models}
     * @throws Fault where there is no such engine, or it can't use the face
     */
    FaceSession open(SourceFace face, String engine);

    /**
     * Makes each job's frame safe to send, in place, and sets its outcome. Never throws: a frame on which something
     * failed is shielded whole.
     */
    void process(List<FrameJob> jobs);

    @Override
    void close();
}
