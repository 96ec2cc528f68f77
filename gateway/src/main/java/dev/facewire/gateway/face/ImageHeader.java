package dev.facewire.gateway.face;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.util.Locale;

/**
 * What a picture's header says of it, read without decoding anything: a header may promise 60000×60000 pixels in a few
 * bytes, and a decoder would believe it. JPEG and PNG only, because workers decode these two.
 *
 * <p>The EXIF orientation stays in the bytes: the worker, which decodes them, turns the picture.
 */
public record ImageHeader(Format format, int width, int height) {
    /** The types that are understood. */
    public enum Format {
        JPEG,
        PNG
    }

    /** Largest picture, in bytes. */
    public static final int MAX_BYTES = 10 * 1024 * 1024;
    /** Largest picture, in pixels: a 50-megapixel camera's; decoded it takes 150 MB. */
    public static final long MAX_PIXELS = 50_000_000;

    private static final String USE = "; send a JPEG or a PNG";
    private static final byte[] PNG_MAGIC = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    /**
     * Reads and checks a header.
     *
     * @throws Fault NOT_AN_IMAGE where this is no JPEG or PNG or its header is cut off; TOO_LARGE over the limits
     */
    public static ImageHeader check(byte[] image) {
        if (image.length > MAX_BYTES) {
            throw tooLarge(image.length);
        }
        ImageHeader header = read(image);
        if ((long) header.width * header.height > MAX_PIXELS) {
            throw new Fault(
                    ErrorCode.TOO_LARGE,
                    "the picture says that it has " + header.width + "×" + header.height
                            + " pixels; at most 50 megapixels are taken");
        }
        return header;
    }

    /** The fault for a picture of too many bytes. */
    public static Fault tooLarge(long bytes) {
        return new Fault(
                ErrorCode.TOO_LARGE,
                "the picture has " + String.format(Locale.ROOT, "%.1f", bytes / 1048576.0)
                        + " MB; at most 10 MB are taken");
    }

    private static ImageHeader read(byte[] image) {
        if (startsWith(image, PNG_MAGIC)) {
            return png(image);
        }
        if (image.length >= 3 && u8(image, 0) == 0xff && u8(image, 1) == 0xd8 && u8(image, 2) == 0xff) {
            return jpeg(image);
        }
        String name = otherType(image);
        throw new Fault(
                ErrorCode.NOT_AN_IMAGE,
                (image.length == 0
                                ? "the picture is empty"
                                : name == null
                                        ? "this is not an image"
                                        : "this is a " + name + " image, which is not taken")
                        + USE);
    }

    private static ImageHeader png(byte[] image) {
        if (image.length < 33 || !ascii(image, 12, "IHDR")) {
            throw cutOff("PNG");
        }
        return sized(Format.PNG, u32(image, 16), u32(image, 20));
    }

    /** Walks the marker segments up to the frame header (SOF0…SOF15 without DHT, JPG and DAC). */
    private static ImageHeader jpeg(byte[] image) {
        int at = 2;
        while (at + 4 <= image.length) {
            if (u8(image, at) != 0xff) {
                throw new Fault(ErrorCode.NOT_AN_IMAGE, "the JPEG's header is damaged" + USE);
            }
            int marker = u8(image, at + 1);
            if (marker == 0xff) {
                at++; // fill byte
            } else if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
                at += 2; // stands alone
            } else if (isFrameHeader(marker)) {
                if (at + 9 > image.length) {
                    break;
                }
                return sized(Format.JPEG, u16(image, at + 7), u16(image, at + 5));
            } else if (marker == 0xda || marker == 0xd9) {
                throw new Fault(ErrorCode.NOT_AN_IMAGE, "the JPEG has no frame header" + USE);
            } else {
                int length = u16(image, at + 2);
                if (length < 2) {
                    throw new Fault(ErrorCode.NOT_AN_IMAGE, "the JPEG's header is damaged" + USE);
                }
                at += 2 + length;
            }
        }
        throw cutOff("JPEG");
    }

    private static boolean isFrameHeader(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static ImageHeader sized(Format format, long width, long height) {
        if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw new Fault(ErrorCode.NOT_AN_IMAGE, "the " + format + " says that it has no pixels" + USE);
        }
        return new ImageHeader(format, (int) width, (int) height);
    }

    private static Fault cutOff(String type) {
        return new Fault(ErrorCode.NOT_AN_IMAGE, "the " + type + " is cut off in its header; send the whole file");
    }

    private static String otherType(byte[] image) {
        if (ascii(image, 0, "GIF8")) {
            return "GIF";
        }
        if (ascii(image, 0, "RIFF") && ascii(image, 8, "WEBP")) {
            return "WebP";
        }
        if (ascii(image, 4, "ftypheic") || ascii(image, 4, "ftypmif1")) {
            return "HEIC";
        }
        if (ascii(image, 4, "ftypavif")) {
            return "AVIF";
        }
        if (ascii(image, 0, "BM")) {
            return "BMP";
        }
        return ascii(image, 0, "II*\0") || ascii(image, 0, "MM\0*") ? "TIFF" : null;
    }

    private static boolean startsWith(byte[] image, byte[] magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= image.length || image[i] != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean ascii(byte[] image, int at, String text) {
        if (image.length < at + text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (image[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int u8(byte[] image, int at) {
        return image[at] & 0xff;
    }

    private static int u16(byte[] image, int at) {
        return u8(image, at) << 8 | u8(image, at + 1);
    }

    private static long u32(byte[] image, int at) {
        return (long) u16(image, at) << 16 | u16(image, at + 2);
    }
}
