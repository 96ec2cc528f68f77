package dev.facewire.vision.mesh;

import dev.facewire.vision.mesh.MeshSwapEngine.Bent;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.Function;

/**
 * The pixels' half of the mesh engine: from a face's flow grid to its picture. Both forms draw the same
 * ({@code MeshDrawingIT}): {@link TorchDrawing} on the device that the tensors are on, many faces in a call;
 * {@link HostDrawing} in Java, which takes a CPU a third of the time. Confined to the device loop's thread.
 */
interface MeshDrawing {

    /** How many faces are worth drawing in one call. */
    int largestBatch();

    /** A source's texture in levels, from fine to coarse; owned by the caller. */
    Texture texture(BufferedImage texture);

    /** The memory of a new face's light; owned by the caller. */
    Light light();

    /**
     * Draws faces in place; their regions are of one size.
     *
     * @param flow rasters a face; what it gives is good until it is asked again
     */
    void draw(List<Bent> faces, Function<Bent, FlowGrid> flow);

    /** Where the pictures of a texture's levels are. */
    interface Texture extends AutoCloseable {
        /** Of the levels, in texels. */
        int[] sides();

        @Override
        void close();
    }

    /** The light on one face, smooth in space and time. */
    interface Light extends AutoCloseable {
        @Override
        void close();
    }
}
