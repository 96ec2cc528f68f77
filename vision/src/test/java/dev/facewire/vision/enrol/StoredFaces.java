package dev.facewire.vision.enrol;

import dev.facewire.vision.face.FaceMesh;
import java.awt.image.BufferedImage;

/** Stored faces for tests that have no networks to make one with. */
public final class StoredFaces {
    private StoredFaces() {}

    static SourceFace canonical() {
        BufferedImage picture = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        picture.createGraphics().fillRect(0, 0, 32, 64); // the left half white
        return new SourceFace(picture, picture, FaceMesh.load().points(), new double[] {0.35, 0.4, 0.65, 0.4}, 0.02);
    }

    /** As a worker is sent it. */
    public static byte[] file() {
        return FaceFile.encode(canonical());
    }
}
