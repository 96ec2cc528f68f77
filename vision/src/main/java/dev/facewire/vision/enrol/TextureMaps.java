package dev.facewire.vision.enrol;

import dev.facewire.vision.face.ConvexHull;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.MeshRaster;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What is where in the UV square, the same for every face: {@code models/enrol.py} says what each map is for. */
final class TextureMaps {
    static final int SIDE = 512;
    static final int COUNT = 6;
    private static final int CELLS = SIDE * SIDE;
    // Rims around the features, in texels.
    private static final int NEAR = 3;
    private static final int WIDE = 8;
    private static final int EYES_AND_LIPS = 6;

    private TextureMaps() {}

    /** {@code [1, COUNT, SIDE, SIDE]} floats. */
    static ByteBuffer make(FaceMesh mesh) {
        MeshRaster raster = new MeshRaster(mesh, SIDE, SIDE, 2);
        double[] distances = mesh.distanceToOval();
        float[] values = new float[FaceMesh.POINTS * 2];
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            values[i * 2] = (float) distances[i];
            values[i * 2 + 1] = (float) mesh.height(i);
        }
        raster.draw(places(mesh), values);
        float[][] maps = new float[COUNT][CELLS];
        for (int i = 0; i < CELLS; i++) {
            maps[0][i] = raster.covered(i) ? 1 : 0;
        }
        maps[1] = raster.channel(0);
        maps[2] = raster.channel(1);
        maps[3] = hulls(mesh, FaceMesh.features(), NEAR);
        maps[4] = hulls(mesh, FaceMesh.features(), WIDE);
        maps[5] = hulls(mesh, FaceMesh.eyesAndLips(), EYES_AND_LIPS);
        ByteBuffer out = ByteBuffer.allocateDirect(COUNT * CELLS * Float.BYTES).order(ByteOrder.nativeOrder());
        for (int k = 0; k < COUNT; k++) {
            out.asFloatBuffer().put(k * CELLS, maps[k]);
        }
        return out;
    }

    /** The mesh laid flat: 468 × (x, y, 0) in texels, a texel's middle being a whole number. */
    static double[] places(FaceMesh mesh) {
        double[] places = new double[FaceMesh.POINTS * 3];
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            places[i * 3] = mesh.uv()[i * 2] * SIDE - 0.5;
            places[i * 3 + 1] = mesh.uv()[i * 2 + 1] * SIDE - 0.5;
        }
        return places;
    }

    private static float[] hulls(FaceMesh mesh, int[][] groups, int rim) {
        BufferedImage mask = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = mask.createGraphics();
        try {
            graphics.setColor(Color.WHITE);
            graphics.setStroke(new java.awt.BasicStroke(2 * rim));
            for (int[] group : groups) {
                double[][] points = new double[group.length][];
                for (int k = 0; k < group.length; k++) {
                    points[k] = new double[] {mesh.uv()[group[k] * 2] * SIDE, mesh.uv()[group[k] * 2 + 1] * SIDE};
                }
                graphics.fill(ConvexHull.of(points));
                graphics.draw(ConvexHull.of(points));
            }
        } finally {
            graphics.dispose();
        }
        byte[] levels = ((DataBufferByte) mask.getRaster().getDataBuffer()).getData();
        float[] flags = new float[CELLS];
        for (int i = 0; i < CELLS; i++) {
            flags[i] = levels[i] != 0 ? 1 : 0;
        }
        return flags;
    }
}
