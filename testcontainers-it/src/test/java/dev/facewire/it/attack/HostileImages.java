package dev.facewire.it.attack;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Small files that are large or slow to decode. */
public final class HostileImages {
    private static final int DQT = 0xdb;
    private static final int SOF0 = 0xc0;
    private static final int SOF2 = 0xc2;
    private static final int DHT = 0xc4;
    private static final int SOS = 0xda;
    private static final int COMMENT = 0xfe;
    /** The longest run of blocks without coefficients that a progressive scan can tell in one code. */
    private static final int LONGEST_RUN = 32767;

    private HostileImages() {}

    /** A progressive JPEG whose scans each go over the whole picture again. */
    public static byte[] manyScans(int width, int height, int scans) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        marker(file, 0xd8);
        segment(file, DQT, flatQuantisation());
        segment(file, SOF2, frameHeader(width, height));
        scans(file, blocks(width, height), scans);
        return file.toByteArray();
    }

    /**
     * A JPEG that is 100×100 for a reader to which {@code FF 00} begins a segment, and of the size that is asked for to
     * libjpeg, which skips it as stuffing.
     */
    public static byte[] twoSizes(int width, int height) throws IOException {
        ByteArrayOutputStream real = new ByteArrayOutputStream();
        segment(real, DQT, flatQuantisation());
        segment(real, SOF2, frameHeader(width, height));
        ByteArrayOutputStream decoy = new ByteArrayOutputStream();
        segment(decoy, SOF0, frameHeader(100, 100));

        ByteArrayOutputStream file = new ByteArrayOutputStream();
        marker(file, 0xd8);
        marker(file, 0x00);
        new DataOutputStream(file).writeShort(2 + real.size() + 4); // lands on the decoy, in the comment
        real.writeTo(file);
        segment(file, COMMENT, decoy.toByteArray());
        scans(file, blocks(width, height), 1);
        return file.toByteArray();
    }

    /** A PNG of 16 bits and four channels, all zeros: eight bytes a pixel when decoded. */
    public static byte[] deepPng(int width, int height) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        Deflater best = new Deflater(Deflater.BEST_COMPRESSION);
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(data, best)) {
            byte[] row = new byte[1 + width * 8];
            for (int y = 0; y < height; y++) {
                deflated.write(row);
            }
        } finally {
            best.end();
        }
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {16, 6, 0, 0, 0}); // bits a sample, RGBA, and the usual methods

        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        chunk(file, "IHDR", header.toByteArray());
        chunk(file, "IDAT", data.toByteArray());
        chunk(file, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        DataOutputStream out = new DataOutputStream(file);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }

    private static int blocks(int width, int height) {
        return (width + 7) / 8 * ((height + 7) / 8);
    }

    private static byte[] flatQuantisation() {
        byte[] table = new byte[65];
        Arrays.fill(table, 1, 65, (byte) 1);
        return table;
    }

    private static byte[] frameHeader(int width, int height) {
        return new byte[] {8, (byte) (height >> 8), (byte) height, (byte) (width >> 8), (byte) width, 1, 1, 0x11, 0};
    }

    /** One DC scan and so many AC scans of one component, all without a coefficient, and the end of the file. */
    private static void scans(ByteArrayOutputStream file, int blocks, int count) throws IOException {
        byte[] codeLengths = new byte[16];
        codeLengths[0] = 1;
        segment(file, DHT, concat(new byte[] {0}, codeLengths, new byte[] {0})); // DC: no difference
        codeLengths[1] = 1;
        segment(file, DHT, concat(new byte[] {0x10}, codeLengths, new byte[] {(byte) 0xe0, 0})); // AC: long runs, one
        segment(file, SOS, new byte[] {1, 1, 0, 0, 0, 0});
        file.write(new byte[(blocks + 7) / 8]);
        byte[] scan = emptyScan(blocks);
        for (int i = 0; i < count; i++) {
            segment(file, SOS, new byte[] {1, 1, 0, 1, 63, 0});
            file.write(scan);
        }
        marker(file, 0xd9);
    }

    private static byte[] emptyScan(int blocks) {
        StringBuilder bits = new StringBuilder();
        int left = blocks;
        while (left > 0) {
            int run = Math.min(left, LONGEST_RUN);
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
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < bits.length(); at += 8) {
            int value = Integer.parseInt(bits.substring(at, at + 8), 2);
            bytes.write(value);
            if (value == 0xff) {
                bytes.write(0);
            }
        }
        return bytes.toByteArray();
    }

    private static void marker(ByteArrayOutputStream file, int code) {
        file.write(0xff);
        file.write(code);
    }

    private static void segment(ByteArrayOutputStream file, int code, byte[] body) throws IOException {
        marker(file, code);
        new DataOutputStream(file).writeShort(body.length + 2);
        file.write(body);
    }

    private static byte[] concat(byte[]... parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.write(part);
        }
        return all.toByteArray();
    }
}
