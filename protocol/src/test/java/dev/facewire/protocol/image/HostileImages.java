package dev.facewire.protocol.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/** Pictures as they are made by those who mean harm, and by encoders, for tests. */
public final class HostileImages {
    private HostileImages() {}

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
        ByteBuffer.wrap(jpeg).putShort(frameHeader(jpeg) + 5, (short) height).putShort(frameHeader(jpeg) + 7, (short)
                width);
        return jpeg;
    }

    /** Where a JPEG's frame header begins, with its marker. */
    public static int frameHeader(byte[] jpeg) {
        for (int i = 2; i < jpeg.length - 9; i++) {
            if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0) {
                return i;
            }
        }
        throw new IllegalStateException("no frame header");
    }

    /** Puts bytes into a file. */
    public static byte[] inserted(byte[] file, int at, int... values) {
        byte[] out = Arrays.copyOf(file, file.length + values.length);
        System.arraycopy(file, at, out, at + values.length, file.length - at);
        for (int i = 0; i < values.length; i++) {
            out[at + i] = (byte) values[i];
        }
        return out;
    }

    /** A grey progressive JPEG of some 75 bytes a scan, each of which a decoder takes over the whole picture. */
    public static byte[] scanBomb(int width, int height, int scans) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(out, 0xff, 0xd8);
        progressiveHeader(out, width, height, 1);
        greyScans(out, width, height, scans - 1);
        put(out, 0xff, 0xd9);
        return out.toByteArray();
    }

    /** Only the headers and one scan of three components: what a decoder sees before it takes memory. */
    public static byte[] progressiveColour(int width, int height, int... sampling) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(out, 0xff, 0xd8);
        progressiveHeader(out, width, height, sampling);
        put(out, 0xff, 0xda, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 0, 0);
        put(out, 0, 0, 0xff, 0xd9);
        return out.toByteArray();
    }

    /**
     * A JPEG that is 100×100 for those who jump over {@code FF 00} as if it were a segment, and of this size for
     * libjpeg, which reads on behind the two bytes.
     */
    public static byte[] polyglot(int width, int height) {
        ByteArrayOutputStream real = new ByteArrayOutputStream();
        progressiveHeader(real, width, height, 1);
        byte[] hidden = real.toByteArray();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(out, 0xff, 0xd8, 0xff, 0x00);
        int length = 2 + hidden.length + 4; // up to the comment's own bytes
        put(out, length >> 8, length & 255);
        out.writeBytes(hidden);
        put(out, 0xff, 0xfe, 0, 15, 0xff, 0xc0, 0, 11, 8, 0, 100, 0, 100, 1, 1, 0x11, 0);
        greyScans(out, width, height, 1);
        put(out, 0xff, 0xd9);
        return out.toByteArray();
    }

    private static void progressiveHeader(ByteArrayOutputStream out, int width, int height, int... sampling) {
        byte[] ones = new byte[64];
        Arrays.fill(ones, (byte) 1);
        put(out, 0xff, 0xdb, 0, 67, 0);
        out.writeBytes(ones);
        put(out, 0xff, 0xc2, 0, 8 + 3 * sampling.length, 8, height >> 8, height & 255, width >> 8, width & 255);
        put(out, sampling.length);
        for (int i = 0; i < sampling.length; i++) {
            put(out, i + 1, sampling.length == 1 ? 0x11 : sampling[i], 0);
        }
        // DC: one code, of nothing; AC: "the next 16384 blocks, and 14 bits more, end here" and "this block ends here"
        put(out, 0xff, 0xc4, 0, 20, 0x00, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        put(out, 0xff, 0xc4, 0, 21, 0x10, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xe0, 0x00);
    }

    private static void greyScans(ByteArrayOutputStream out, int width, int height, int acScans) {
        int blocks = (width + 7) / 8 * ((height + 7) / 8);
        put(out, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0);
        out.writeBytes(new byte[(blocks + 7) / 8]);
        StringBuilder bits = new StringBuilder();
        for (int left = blocks; left > 0; ) {
            int run = Math.min(left, 32767);
            if (run >= 16384) {
                bits.append('0');
                for (int bit = 13; bit >= 0; bit--) {
                    bits.append(((run - 16384) >> bit) & 1);
                }
                left -= run;
            } else {
                bits.append("10");
                left--;
            }
        }
        while (bits.length() % 8 != 0) {
            bits.append('1');
        }
        ByteArrayOutputStream scan = new ByteArrayOutputStream();
        put(scan, 0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0);
        for (int i = 0; i < bits.length(); i += 8) {
            int value = Integer.parseInt(bits.substring(i, i + 8), 2);
            put(scan, value);
            if (value == 0xff) {
                put(scan, 0);
            }
        }
        for (int i = 0; i < acScans; i++) {
            out.writeBytes(scan.toByteArray());
        }
    }

    /**
     * A black PNG with 16 bits for each of four channels: 400 MB decoded for 50 megapixels, and 1000 times less as a
     * file.
     */
    public static byte[] rgba16(int width, int height) {
        return png(width, height, 16, 6, 8 * width);
    }

    /** A PNG with a palette of one colour, and text that inflates to so many megabytes of nothing. */
    public static byte[] paletteWithTextBomb(int width, int height, int megabytes) {
        byte[] png = png(width, height, 8, 3, width);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(png, 0, 33);
        chunk(out, "PLTE", new byte[3]);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes("Comment\0\0".getBytes(StandardCharsets.ISO_8859_1));
        text.writeBytes(deflatedZeros(megabytes << 10, 1024));
        chunk(out, "zTXt", text.toByteArray());
        out.write(png, 33, png.length - 33);
        return out.toByteArray();
    }

    private static byte[] png(int width, int height, int depth, int colour, int rowBytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(out, 0x89, 'P', 'N', 'G', 13, 10, 26, 10);
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) depth)
                .put((byte) colour)
                .array();
        chunk(out, "IHDR", header);
        chunk(out, "IDAT", deflatedZeros(height, rowBytes + 1));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static byte[] deflatedZeros(int times, int bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out, new Deflater(Deflater.BEST_SPEED))) {
            byte[] zeros = new byte[bytes];
            for (int i = 0; i < times; i++) {
                deflater.write(zeros);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] named = ByteBuffer.allocate(4 + data.length)
                .put(type.getBytes(StandardCharsets.ISO_8859_1))
                .put(data)
                .array();
        CRC32 crc = new CRC32();
        crc.update(named);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(named);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static void put(ByteArrayOutputStream out, int... bytes) {
        for (int value : bytes) {
            out.write(value);
        }
    }
}
