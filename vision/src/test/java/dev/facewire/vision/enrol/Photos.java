package dev.facewire.vision.enrol;

import dev.facewire.media.I420Frame;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** The two people of the tests, whose portraits are in the public domain: the astronaut is sent, Hopper is put on. */
public final class Photos {
    private Photos() {}

    public static byte[] hopper() throws IOException {
        return Files.readAllBytes(Path.of("..", "demo", "face.jpg"));
    }

    public static byte[] astronautFile() throws IOException {
        try (InputStream stream = Photos.class.getResourceAsStream("/astronaut.jpg")) {
            return stream.readAllBytes();
        }
    }

    /** Draws the astronaut at each place, at the photo's size times a scale, on grey. */
    public static I420Frame astronaut(int width, int height, double scale, int... xy) throws IOException {
        BufferedImage photo;
        try (InputStream stream = Photos.class.getResourceAsStream("/astronaut.jpg")) {
            photo = ImageIO.read(stream);
        }
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(java.awt.Color.GRAY);
        graphics.fillRect(0, 0, width, height);
        for (int i = 0; i < xy.length; i += 2) {
            graphics.drawImage(
                    photo, xy[i], xy[i + 1], (int) (photo.getWidth() * scale), (int) (photo.getHeight() * scale), null);
        }
        graphics.dispose();
        return Pictures.toFrame(picture);
    }

    public static byte[] jpeg(I420Frame grey) {
        BufferedImage picture = new BufferedImage(grey.width(), grey.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < grey.height(); y++) {
            for (int x = 0; x < grey.width(); x++) {
                int level = grey.y().get(y * grey.strideY() + x) & 0xff;
                picture.setRGB(x, y, level * 0x010101);
            }
        }
        return Pictures.jpeg(picture, 0.93f);
    }
}
