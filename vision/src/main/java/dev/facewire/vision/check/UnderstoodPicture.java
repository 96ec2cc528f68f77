package dev.facewire.vision.check;

import dev.facewire.vision.enrol.Enrolment.Understood;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.MeshRaster;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;

/** Three pictures in a row: the photo with the mesh over it, the texture, and the face seen from the front. Pure. */
final class UnderstoodPicture {
    private static final int SIDE = 512;
    private static final double PIXELS_A_CM = 26;

    private UnderstoodPicture() {}

    static BufferedImage draw(Understood understood, FaceMesh mesh) {
        BufferedImage all = new BufferedImage(3 * SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = all.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.drawImage(understood.source().photo(), 0, 0, null);
            lines(graphics, understood.face(), mesh);
            graphics.drawImage(understood.source().texture(), SIDE, 0, null);
            graphics.drawImage(front(understood, mesh), 2 * SIDE, 0, null);
        } finally {
            graphics.dispose();
        }
        return all;
    }

    private static void lines(Graphics2D graphics, Landmarks face, FaceMesh mesh) {
        graphics.setColor(new Color(0, 255, 160, 110));
        int[] triangles = mesh.triangles();
        for (int t = 0; t < triangles.length; t += 3) {
            for (int k = 0; k < 3; k++) {
                int a = triangles[t + k];
                int b = triangles[t + (k + 1) % 3];
                if (a < b) {
                    graphics.draw(new Line2D.Double(face.x(a), face.y(a), face.x(b), face.y(b)));
                }
            }
        }
    }

    /** The texture over the neutral shape, in the canonical pose. */
    private static BufferedImage front(Understood understood, FaceMesh mesh) {
        double[] shape = understood.source().neutral();
        double[] places = new double[shape.length];
        float[] values = new float[FaceMesh.POINTS * 2];
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            places[i * 3] = SIDE / 2.0 + PIXELS_A_CM * shape[i * 3];
            places[i * 3 + 1] = SIDE / 2.0 + PIXELS_A_CM * shape[i * 3 + 1];
            places[i * 3 + 2] = shape[i * 3 + 2];
            values[i * 2] = (float) mesh.uv()[i * 2];
            values[i * 2 + 1] = (float) mesh.uv()[i * 2 + 1];
        }
        MeshRaster raster = new MeshRaster(mesh, SIDE, SIDE, 2);
        raster.draw(places, values);
        BufferedImage texture = understood.source().texture();
        BufferedImage front = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIDE * SIDE; i++) {
            if (raster.covered(i)) {
                int x = Math.min(texture.getWidth() - 1, (int) (raster.channel(0)[i] * texture.getWidth()));
                int y = Math.min(texture.getHeight() - 1, (int) (raster.channel(1)[i] * texture.getHeight()));
                front.setRGB(i % SIDE, i / SIDE, texture.getRGB(x, y));
            }
        }
        return front;
    }
}
