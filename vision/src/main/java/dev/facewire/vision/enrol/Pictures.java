package dev.facewire.vision.enrol;

import dev.facewire.media.I420Frame;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Still pictures: cut out, encoded, as planes and as frames. {@code PhotoDecoder} is what reads them. */
public final class Pictures {
    private Pictures() {}

    /** A square around a point, scaled to {@code out} pixels; what lies beyond the picture is grey. */
    static BufferedImage square(BufferedImage picture, double cx, double cy, double size, int out) {
        BufferedImage square = new BufferedImage(out, out, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = square.createGraphics();
        try {
            graphics.setColor(java.awt.Color.GRAY);
            graphics.fillRect(0, 0, out, out);
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            double scale = out / size;
            graphics.translate(out / 2.0, out / 2.0);
            graphics.scale(scale, scale);
            graphics.translate(-cx, -cy);
            graphics.drawImage(picture, 0, 0, null);
        } finally {
            graphics.dispose();
        }
        return square;
    }

    static byte[] jpeg(BufferedImage picture, float quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(quality);
        return encode(writer, picture, parameters);
    }

    public static byte[] png(BufferedImage picture) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        return encode(writer, picture, writer.getDefaultWriteParam());
    }

    /** By a stream of our own: ImageIO's would write the picture to a disk first. */
    private static byte[] encode(ImageWriter writer, BufferedImage picture, ImageWriteParam parameters) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Levels 0 to 255 as {@code [3, h, w]} floats. */
    public static ByteBuffer toPlanes(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int plane = width * height;
        ByteBuffer bytes = ByteBuffer.allocateDirect(3 * plane * Float.BYTES).order(ByteOrder.nativeOrder());
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            picture.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    bytes.putFloat((c * plane + y * width + x) * Float.BYTES, row[x] >> (16 - 8 * c) & 0xff);
                }
            }
        }
        return bytes;
    }

    /** The way back. */
    static BufferedImage fromPlanes(float[] planes, int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int plane = width * height;
        for (int i = 0; i < plane; i++) {
            int rgb = 0;
            for (int c = 0; c < 3; c++) {
                rgb = rgb << 8 | Math.max(0, Math.min(255, Math.round(planes[c * plane + i])));
            }
            picture.setRGB(i % width, i / width, rgb);
        }
        return picture;
    }

    /** BT.601, limited range, as video is. */
    public static I420Frame toFrame(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        I420Frame frame = I420Frame.allocate(width, height);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            picture.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                int r = row[x] >> 16 & 0xff;
                int g = row[x] >> 8 & 0xff;
                int b = row[x] & 0xff;
                frame.y().put(y * frame.strideY() + x, level(16 + 0.2568 * r + 0.5041 * g + 0.0979 * b));
                if ((x & 1) == 0 && (y & 1) == 0) {
                    frame.u().put(y / 2 * frame.strideU() + x / 2, level(128 - 0.1482 * r - 0.2910 * g + 0.4392 * b));
                    frame.v().put(y / 2 * frame.strideV() + x / 2, level(128 + 0.4392 * r - 0.3678 * g - 0.0714 * b));
                }
            }
        }
        return frame;
    }

    private static byte level(double value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
}
