package dev.facewire.vision.mesh;

import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.MeshRaster;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A flow grid over a face that keeps its own shape, without what a worker does to its edges: for receivers that have no raster. */
public final class StillGrid {
    private StillGrid() {}

    /** As {@code [channels, side, side]} floats, see {@link FlowGrid}. */
    public static ByteBuffer of(FaceMesh mesh, Landmarks face) {
        MeshRaster raster = new MeshRaster(mesh, FlowGrid.SIDE, FlowGrid.SIDE, FlowGrid.CHANNELS);
        raster.draw(GridFrame.of(face.xyz()).cells(face.xyz()), FlowGrid.atRest(mesh));
        int cells = FlowGrid.SIDE * FlowGrid.SIDE;
        ByteBuffer all =
                ByteBuffer.allocate(FlowGrid.CHANNELS * cells * Float.BYTES).order(ByteOrder.nativeOrder());
        for (int c = 0; c < FlowGrid.CHANNELS; c++) {
            all.asFloatBuffer().put(c * cells, raster.channel(c));
        }
        return all;
    }
}
