package dev.facewire.vision.photo;

import java.awt.geom.AffineTransform;
import java.awt.image.AffineTransformOp;
import java.awt.image.BufferedImage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Turns photos upright that a phone saved lying, by the orientation in their Exif data (Exif 2.32, tag 0x0112). */
final class Orientation {
    private static final int APP1 = 0xffe1;
    private static final int START_OF_SCAN = 0xffda;
    private static final int TAG = 0x0112;
    private static final int LONG = 4;
    private static final int UPRIGHT = 1;
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    private Orientation() {}

    /** The picture, upright. */
    static BufferedImage upright(BufferedImage picture, byte[] file) {
        int w = picture.getWidth();
        int h = picture.getHeight();
        // x' = a x + c y + e, y' = b x + d y + f
        AffineTransform turn =
                switch (of(file)) {
                    case 2 -> new AffineTransform(-1, 0, 0, 1, w, 0);
                    case 3 -> new AffineTransform(-1, 0, 0, -1, w, h);
                    case 4 -> new AffineTransform(1, 0, 0, -1, 0, h);
                    case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
                    case 6 -> new AffineTransform(0, 1, -1, 0, h, 0);
                    case 7 -> new AffineTransform(0, -1, -1, 0, h, w);
                    case 8 -> new AffineTransform(0, -1, 1, 0, 0, w);
                    default -> null;
                };
        if (turn == null) {
            return picture;
        }
        boolean lying = turn.getScaleX() == 0;
        BufferedImage out = new BufferedImage(lying ? h : w, lying ? w : h, BufferedImage.TYPE_INT_RGB);
        return new AffineTransformOp(turn, AffineTransformOp.TYPE_NEAREST_NEIGHBOR).filter(picture, out);
    }

    /** 1 to 8, as Exif numbers them; 1 where nothing is said or nothing can be read. */
    static int of(byte[] file) {
        try {
            return read(ByteBuffer.wrap(file));
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException truncated) {
            return UPRIGHT;
        }
    }

    private static int read(ByteBuffer file) {
        if (file.getShort() != (short) 0xffd8) {
            return UPRIGHT; // not a JPEG
        }
        while (true) {
            int marker = file.getShort() & 0xffff;
            if (marker == START_OF_SCAN || marker >> 8 != 0xff) {
                return UPRIGHT;
            }
            int length = (file.getShort() & 0xffff) - 2;
            ByteBuffer segment = file.slice(file.position(), length);
            if (marker == APP1
                    && length > EXIF.length
                    && segment.slice(0, EXIF.length).equals(ByteBuffer.wrap(EXIF))) {
                return inTiff(segment.slice(EXIF.length, length - EXIF.length));
            }
            file.position(file.position() + length);
        }
    }

    private static int inTiff(ByteBuffer tiff) {
        tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        int entries = tiff.getShort(directory) & 0xffff;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + 12 * i;
            if ((tiff.getShort(entry) & 0xffff) == TAG) {
                boolean isLong = tiff.getShort(entry + 2) == LONG; // it should be a SHORT
                int value = isLong ? tiff.getInt(entry + 8) : tiff.getShort(entry + 8) & 0xffff;
                return value >= 1 && value <= 8 ? value : UPRIGHT;
            }
        }
        return UPRIGHT;
    }
}
