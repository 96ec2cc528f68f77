package dev.facewire.gateway.face;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import javax.imageio.ImageIO;

/** Encoded pictures for tests. */
public final class Pictures {
    private Pictures() {}

    /** A real one, {@code jpg} or {@code png}. */
    public static byte[] encoded(String type, int width, int height) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), type, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A PNG of few bytes whose header promises this size. */
    public static byte[] pngHeader(int width, int height) {
        byte[] png = encoded("png", 1, 1);
        ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
        return png;
    }

    /** A JPEG of few bytes whose header promises this size. */
    public static byte[] jpegHeader(int width, int height) {
        byte[] jpeg = encoded("jpg", 8, 8);
        for (int i = 2; i < jpeg.length - 9; i++) {
            if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0) {
                ByteBuffer.wrap(jpeg).putShort(i + 5, (short) height).putShort(i + 7, (short) width);
                return jpeg;
            }
        }
        throw new IllegalStateException("no frame header");
    }
}
