package dev.facewire.vision.enrol;

import dev.facewire.media.I420Frame;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
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

/** Still pictures in and out. Pure Java, so that a broken file throws and does not crash. */
public final class Pictures {
    /** Photos are made smaller than this before anything looks at them: a face needs no more. */
    private static final int LONGEST_SIDE = 1600;

    private Pictures() {}

    /**
     * Decodes a file, upright and of moderate size.
     *
     * @throws Fault NOT_AN_IMAGE
     */
    static BufferedImage decode(byte[] file) {
        BufferedImage picture;
        try {
            picture = ImageIO.read(new ByteArrayInputStream(file));
        } catch (IOException | RuntimeException e) { // ImageIO's readers throw all kinds for broken files
            throw new Fault(ErrorCode.NOT_AN_IMAGE, "the picture can't be decoded: " + e.getMessage());
        }
        if (picture == null) {
            throw new Fault(ErrorCode.NOT_AN_IMAGE, "this is no picture of a kind that is understood; use JPEG or PNG");
        }
        double scale = Math.min(1.0, (double) LONGEST_SIDE / Math.max(picture.getWidth(), picture.getHeight()));
        return Orientation.upright(scaled(picture, scale), file);
    }

    /** Also turns every kind of picture into plain RGB; transparency becomes white. */
    private static BufferedImage scaled(BufferedImage picture, double scale) {
        BufferedImage current = draw(picture, picture.getWidth(), picture.getHeight());
        while (scale < 0.5) { // halves first: bilinear alone would skip pixels
            current = draw(current, Math.max(1, current.getWidth() / 2), Math.max(1, current.getHeight() / 2));
            scale *= 2;
        }
        return scale >= 1
                ? current
                : draw(current, Math.max(1, (int) Math.round(current.getWidth() * scale)), Math.max(1, (int)
                        Math.round(current.getHeight() * scale)));
    }

    private static BufferedImage draw(BufferedImage picture, int width, int height) {
        BufferedImage out = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = out.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(picture, 0, 0, width, height, java.awt.Color.WHITE, null);
        } finally {
            graphics.dispose();
        }
        return out;
    }

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
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(quality);
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
