package dev.facewire.vision.engine;

import dev.facewire.media.I420Frame;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.vision.enrol.SourceFace;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.Pose;
import java.util.List;
import java.util.function.Consumer;

/**
 * A way to put one face on another. Decides nothing about trust: what it is given is swapped. Confined to the device
 * loop's thread; what it hands out is closed before it.
 */
public interface SwapEngine extends AutoCloseable {

    /** As in {@code options.engine}. */
    String name();

    /** Makes ready what depends on the source alone; owned by the caller. */
    Prepared prepare(SourceFace face);

    /** A source like any other, of no photo: what the engine is warmed up with. Owned by the caller. */
    Prepared prepareStandIn();

    /** The memory of one face before the camera, from frame to frame; owned by the caller. */
    Target target();

    /**
     * Swaps in place.
     *
     * @param done told of each face as soon as it will not be touched again; what it was not told of when this throws is as it came,
     *     or half drawn
     * @throws RuntimeException where a face can't be swapped; its frame must then be shielded
     */
    void swap(List<Job> jobs, Consumer<Job> done);

    /** The same, for those who don't mind which are done. */
    default void swap(List<Job> jobs) {
        swap(jobs, done -> {});
    }

    /** Numbers of faces at once that it is to be warmed up with, the largest last; its speed is that of the largest. */
    default int[] batches() {
        return new int[] {1};
    }

    @Override
    void close();

    /** A source face, ready. */
    interface Prepared extends AutoCloseable {
        @Override
        void close();
    }

    /** What is remembered of a face before the camera. */
    interface Target extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * One face of one frame.
     *
     * @param hidden a square over the mesh's flat square, row by row, 1 where something is before the face and nothing is to
     *     be drawn; null where there is nothing
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Job(
            Prepared source,
            Target target,
            I420Frame frame,
            Landmarks face,
            Pose pose,
            float[] hidden,
            SessionOptions options) {}
}
