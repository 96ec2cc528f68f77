package dev.facewire.protocol.image;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.util.List;
import java.util.Locale;

/**
 * What an encoded photo says of itself, read without decoding anything: a header may promise 60000×60000 pixels in a
 * few bytes, and a decoder would believe it. JPEG and PNG only, because workers decode these two.
 *
 * <p>Gateways check before they hand a photo on, workers before they decode it, and a worker's decoder is given no more
 * than {@link #essential}: what was not understood here does not reach it. The whole file is walked, not only its
 * beginning, since a decoder does so too.
 *
 * @param width in pixels, as stored: the EXIF orientation is not applied
 * @param height in pixels
 * @param bytesPerPixel once decoded, all channels together
 * @param coefficientBytes what a decoder holds beside the pixels, outside Java's heap: a JPEG of several scans is held
 *     whole as coefficients
 * @param kept parts of the file, in order, that a decoder needs
 */
public record ImageHeader(
        Format format, int width, int height, int bytesPerPixel, long coefficientBytes, List<Part> kept) {
    /** The types that are understood. */
    public enum Format {
        JPEG,
        PNG
    }

    /** Bytes {@code from} (inclusive) {@code to} (exclusive) of a file. */
    public record Part(int from, int to) {}

    /** Largest picture, in bytes. */
    public static final int MAX_BYTES = 10 * 1024 * 1024;
    /** Largest picture, in pixels: a 50-megapixel camera's. */
    public static final long MAX_PIXELS = 50_000_000;
    /** Longest side: libjpeg takes no more either, and one row of a picture must be small. */
    public static final int MAX_SIDE = 65_500;
    /** A progressive JPEG of 50 megapixels with the usual halved colours has 150 MB of coefficients. */
    public static final long MAX_COEFFICIENT_BYTES = 160_000_000;

    private static final String USE = "; send a JPEG or a PNG";

    public ImageHeader {
        kept = List.copyOf(kept);
    }

    public long pixels() {
        return (long) width * height;
    }

    /**
     * Reads and checks a file.
     *
     * @throws Fault NOT_AN_IMAGE where this is no JPEG or PNG, or it is cut off, damaged, or of a kind that is not
     *     decoded; TOO_LARGE over the limits
     */
    public static ImageHeader check(byte[] image) {
        if (image.length > MAX_BYTES) {
            throw tooLarge(image.length);
        }
        Bytes bytes = new Bytes(image);
        if (PngChunks.begins(bytes)) {
            return PngChunks.read(bytes);
        }
        if (JpegSegments.begins(bytes)) {
            return JpegSegments.read(bytes);
        }
        String name = otherType(bytes);
        throw new Fault(
                ErrorCode.NOT_AN_IMAGE,
                (image.length == 0
                                ? "the picture is empty"
                                : name == null
                                        ? "this is not an image"
                                        : "this is a " + name + " image, which is not taken")
                        + USE);
    }

    /** The fault for a picture of too many bytes. */
    public static Fault tooLarge(long bytes) {
        return new Fault(
                ErrorCode.TOO_LARGE,
                "the picture has " + String.format(Locale.ROOT, "%.1f", bytes / 1048576.0)
                        + " MB; at most 10 MB are taken");
    }

    /**
     * The file without what no decoder needs: texts, thumbnails, colour profiles of a PNG, and whatever lies behind
     * its end.
     *
     * @param image that this was read from
     */
    public byte[] essential(byte[] image) {
        int length = kept.stream().mapToInt(part -> part.to() - part.from()).sum();
        byte[] out = new byte[length];
        int at = 0;
        for (Part part : kept) {
            System.arraycopy(image, part.from(), out, at, part.to() - part.from());
            at += part.to() - part.from();
        }
        return out;
    }

    /** Checks a size before anything else is read of the file. */
    static void requireSize(Format format, long width, long height) {
        if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw new Fault(ErrorCode.NOT_AN_IMAGE, "the " + format + " says that it has no pixels" + USE);
        }
        if (width * height > MAX_PIXELS) {
            throw new Fault(
                    ErrorCode.TOO_LARGE,
                    "the picture says that it has " + width + "×" + height
                            + " pixels; at most 50 megapixels are taken");
        }
        if (Math.max(width, height) > MAX_SIDE) {
            throw new Fault(
                    ErrorCode.TOO_LARGE,
                    "the picture says that it has " + width + "×" + height + " pixels; no side may have more than "
                            + MAX_SIDE);
        }
    }

    static Fault cutOff(Format format) {
        return new Fault(ErrorCode.NOT_AN_IMAGE, "the " + format + " is cut off; send the whole file");
    }

    static Fault damaged(Format format, String what) {
        return new Fault(
                ErrorCode.NOT_AN_IMAGE,
                "the " + format + " is damaged (" + what + "); open it in an image editor and save it anew");
    }

    private static String otherType(Bytes image) {
        if (image.ascii(0, "GIF8")) {
            return "GIF";
        }
        if (image.ascii(0, "RIFF") && image.ascii(8, "WEBP")) {
            return "WebP";
        }
        if (image.ascii(4, "ftyp")) {
            return image.ascii(8, "avi")
                    ? "AVIF"
                    : image.ascii(8, "he") || image.ascii(8, "mif1") || image.ascii(8, "msf1") ? "HEIC" : null;
        }
        if (image.ascii(0, "\0\0\0\fJXL ") || (image.has(0, 2) && image.u16(0) == 0xff0a)) {
            return "JPEG XL";
        }
        if (image.ascii(0, "BM")) {
            return "BMP";
        }
        return image.ascii(0, "II*\0") || image.ascii(0, "MM\0*") ? "TIFF" : null;
    }
}
