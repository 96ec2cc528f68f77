package dev.facewire.vision.neural;

import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.MeshRaster;
import java.nio.FloatBuffer;

/**
 * What is before a face is told over the mesh's flat square; the mask needs it over the crop. Drawn through the mesh, coarsely. One is
 * reused for all faces of a device. Not thread-safe.
 */
final class HiddenCells {
    /** Cells along each side of a crop. */
    static final int SIDE = 48;

    private final MeshRaster raster;
    private final float[] flat = new float[FaceMesh.POINTS * 2];
    private final double[] places = new double[FaceMesh.POINTS * 3];

    HiddenCells(FaceMesh mesh) {
        raster = new MeshRaster(mesh, SIDE, SIDE, 2);
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) mesh.uv()[i];
        }
    }

    /**
     * Writes one face's cells.
     *
     * @param hidden a square over the flat mesh, row by row; null where nothing is before the face
     */
    void put(float[] hidden, Landmarks face, Alignment alignment, int size, FloatBuffer out, int at) {
        if (hidden == null) {
            for (int i = 0; i < SIDE * SIDE; i++) {
                out.put(at + i, 0);
            }
            return;
        }
        double cells = (double) SIDE / size;
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            places[i * 3] = alignment.cropX(face.x(i), face.y(i)) * cells - 0.5;
            places[i * 3 + 1] = alignment.cropY(face.x(i), face.y(i)) * cells - 0.5;
            places[i * 3 + 2] = face.xyz()[i * 3 + 2];
        }
        raster.draw(places, flat);
        int side = (int) Math.sqrt(hidden.length);
        for (int i = 0; i < SIDE * SIDE; i++) {
            float value = 0;
            if (raster.covered(i)) {
                int u = clamp((int) (raster.channel(0)[i] * side), side);
                int v = clamp((int) (raster.channel(1)[i] * side), side);
                value = Math.max(0, Math.min(1, hidden[v * side + u]));
            }
            out.put(at + i, value);
        }
    }

    private static int clamp(int cell, int side) {
        return Math.max(0, Math.min(side - 1, cell));
    }
}
