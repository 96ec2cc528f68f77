package dev.facewire.client.picture;

import dev.facewire.media.I420Frame;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** I420 (BT.601, limited range) to RGB, for windows and PNG files: never on a frame's way to the worker and back. */
public final class Rgb {
    private Rgb() {}

    /** A new image of the picture. */
    public static BufferedImage image(I420Frame frame) {
        BufferedImage image = new BufferedImage(frame.width(), frame.height(), BufferedImage.TYPE_INT_RGB);
        draw(frame, image);
        return image;
    }

    /** Writes the picture into an {@link BufferedImage#TYPE_INT_RGB} image of its size. */
    public static void draw(I420Frame frame, BufferedImage image) {
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        int width = frame.width();
        byte[] luma = new byte[width];
        byte[] blue = new byte[frame.chromaWidth()];
        byte[] red = new byte[frame.chromaWidth()];
        for (int y = 0; y < frame.height(); y++) {
            frame.y().get(y * frame.strideY(), luma);
            frame.u().get(y / 2 * frame.strideU(), blue);
            frame.v().get(y / 2 * frame.strideV(), red);
            for (int x = 0; x < width; x++) {
                // ITU-R BT.601, 8.8 fixed point.
                int c = 298 * ((luma[x] & 0xFF) - 16);
                int d = (blue[x >> 1] & 0xFF) - 128;
                int e = (red[x >> 1] & 0xFF) - 128;
                int r = clamp((c + 409 * e + 128) >> 8);
                int g = clamp((c - 100 * d - 208 * e + 128) >> 8);
                int b = clamp((c + 516 * d + 128) >> 8);
                pixels[y * width + x] = r << 16 | g << 8 | b;
            }
        }
    }

    private static int clamp(int value) {
        return Math.max(0, Math.min(255, value));
    }
}
