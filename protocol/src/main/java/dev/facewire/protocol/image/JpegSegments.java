package dev.facewire.protocol.image;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.image.ImageHeader.Format;
import dev.facewire.protocol.image.ImageHeader.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks the segments of a JPEG (ITU-T T.81, annex B) as libjpeg does, and refuses where the two might part: libjpeg
 * skips what it does not know until something looks like a marker again, so nothing unknown may stand here.
 */
final class JpegSegments {
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int DQT = 0xdb;
    private static final int DHT = 0xc4;
    private static final int DRI = 0xdd;
    private static final int PROGRESSIVE = 0xc2;
    /**
     * A decoder goes over the whole picture for each scan. Cameras, phones and editors write 1, or 3 to 12; libjpeg's
     * own script has 10.
     */
    static final int MAX_SCANS = 64;

    private final Bytes file;
    private final List<Part> kept = new ArrayList<>();
    private int at = 2;
    private Frame frame;
    private boolean buffered;
    private int scans;

    private JpegSegments(Bytes file) {
        this.file = file;
    }

    /** @param sampling of each component: horizontal and vertical, 1 to 4 */
    private record Frame(int kind, int width, int height, List<int[]> sampling) {
        boolean progressive() {
            return kind == PROGRESSIVE;
        }

        /** As libjpeg allocates them: two bytes for each sample of whole blocks, for each component. */
        long coefficientBytes() {
            int widest = sampling.stream().mapToInt(factors -> factors[0]).max().orElse(1);
            int tallest =
                    sampling.stream().mapToInt(factors -> factors[1]).max().orElse(1);
            long bytes = 0;
            for (int[] factors : sampling) {
                long across = up(width, widest * 8L) * factors[0];
                long down = up(height, tallest * 8L) * factors[1];
                bytes += across * down * 64 * 2;
            }
            return bytes;
        }

        private static long up(long value, long unit) {
            return (value + unit - 1) / unit;
        }
    }

    static boolean begins(Bytes file) {
        return file.has(0, 3) && file.u16(0) == 0xff00 + SOI && file.u8(2) == 0xff;
    }

    static ImageHeader read(Bytes file) {
        return new JpegSegments(file).read();
    }

    private ImageHeader read() {
        kept.add(new Part(0, 2));
        for (int marker = marker(); marker != EOI; marker = marker()) {
            if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
                continue; // stands alone
            }
            if (marker < 0xc0 || marker == SOI || marker == 0xff) {
                throw damaged("an unknown part, 0x" + Integer.toHexString(marker));
            }
            segment(marker);
        }
        if (frame == null || scans == 0) {
            throw damaged("it ends before its picture begins");
        }
        kept.add(new Part(at - 2, at));
        return new ImageHeader(
                Format.JPEG,
                frame.width,
                frame.height,
                frame.sampling.size(),
                buffered ? frame.coefficientBytes() : 0,
                kept);
    }

    /** Goes behind the next marker; fill bytes may stand before it. */
    private int marker() {
        if (!file.has(at, 2)) {
            throw ImageHeader.cutOff(Format.JPEG);
        }
        if (file.u8(at) != 0xff) {
            throw damaged("a part is missing");
        }
        while (file.has(at, 2) && file.u8(at + 1) == 0xff) {
            at++;
        }
        if (!file.has(at, 2)) {
            throw ImageHeader.cutOff(Format.JPEG);
        }
        at += 2;
        return file.u8(at - 1);
    }

    private void segment(int marker) {
        int from = at - 2;
        int body = at + 2;
        if (!file.has(at, 2) || file.u16(at) < 2 || !file.has(at, file.u16(at))) {
            throw file.has(at, 2) && file.u16(at) < 2
                    ? damaged("a part without a length")
                    : ImageHeader.cutOff(Format.JPEG);
        }
        int length = file.u16(at) - 2;
        at += 2 + length;
        boolean needed = true;
        switch (marker) {
            case SOS -> {
                scan(body, length);
                skipEntropy();
            }
            case DQT -> quantisation(body, length);
            case DHT -> huffman(body, length);
            case DRI -> require(length == 2, "its restart interval");
            default -> {
                if (marker <= 0xcf) {
                    frame(marker, body, length);
                } else {
                    needed = wanted(marker, body, length);
                }
            }
        }
        if (needed) {
            kept.add(new Part(from, at));
        }
    }

    /**
     * Of applications' data: JFIF and Adobe, which say what the colours are, Exif, by which they are guessed, and the
     * profile.
     */
    private boolean wanted(int marker, int body, int length) {
        return switch (marker) {
            case 0xe0 -> length >= 5 && file.ascii(body, "JFIF\0");
            case 0xe1 -> length >= 6 && file.ascii(body, "Exif\0\0");
            case 0xe2 -> length >= 12 && file.ascii(body, "ICC_PROFILE\0");
            case 0xee -> length >= 5 && file.ascii(body, "Adobe");
            default -> false;
        };
    }

    private void frame(int marker, int body, int length) {
        if (marker > PROGRESSIVE) {
            throw new Fault(
                    ErrorCode.NOT_AN_IMAGE,
                    "this is an unusual kind of JPEG (lossless, arithmetic or hierarchical), which is not taken;"
                            + " save it as an ordinary JPEG");
        }
        require(frame == null, "it has two frame headers");
        require(length >= 6, "its frame header");
        int components = file.u8(body + 5);
        require(length == 6 + 3 * components && components >= 1 && components <= 4, "its frame header");
        int height = file.u16(body + 1);
        int width = file.u16(body + 3);
        ImageHeader.requireSize(Format.JPEG, width, height);
        if (file.u8(body) != 8) {
            throw new Fault(
                    ErrorCode.NOT_AN_IMAGE,
                    "this JPEG has " + file.u8(body) + " bits a colour, which is not taken; save it with 8");
        }
        List<int[]> sampling = new ArrayList<>();
        for (int i = 0; i < components; i++) {
            int factors = file.u8(body + 7 + 3 * i);
            int[] both = {factors >> 4, factors & 15};
            require(both[0] >= 1 && both[0] <= 4 && both[1] >= 1 && both[1] <= 4, "its frame header");
            sampling.add(both);
        }
        frame = new Frame(marker, width, height, sampling);
    }

    private void scan(int body, int length) {
        require(frame != null, "its picture comes before its header");
        require(length >= 1 && file.u8(body) >= 1 && file.u8(body) <= 4, "a scan's header");
        int components = file.u8(body);
        require(length == 4 + 2 * components, "a scan's header");
        buffered |= frame.progressive() || components < frame.sampling.size();
        scans++;
        int most = frame.progressive() ? MAX_SCANS : frame.sampling.size();
        if (scans > most) {
            throw new Fault(
                    ErrorCode.TOO_LARGE,
                    "the JPEG is made of more than " + most + " scans; save it as an ordinary (baseline) JPEG");
        }
        if (buffered && frame.coefficientBytes() > ImageHeader.MAX_COEFFICIENT_BYTES) {
            throw new Fault(
                    ErrorCode.TOO_LARGE,
                    "decoding this progressive JPEG takes " + frame.coefficientBytes() / 1_000_000
                            + " MB; save it as an ordinary (baseline) JPEG, or smaller");
        }
    }

    /** Behind a scan's header: up to the next marker that is neither stuffing nor a restart. */
    private void skipEntropy() {
        while (file.has(at, 2)) {
            if (file.u8(at) == 0xff) {
                int next = file.u8(at + 1);
                if (next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7)) {
                    return;
                }
                at += next == 0xff ? 1 : 2;
            } else {
                at++;
            }
        }
        throw ImageHeader.cutOff(Format.JPEG);
    }

    private void quantisation(int body, int length) {
        int end = body + length;
        int table = body;
        while (table < end) {
            table += 1 + (file.u8(table) >> 4 == 0 ? 64 : 128);
        }
        require(table == end, "a table");
    }

    private void huffman(int body, int length) {
        int end = body + length;
        int table = body;
        while (table < end) {
            require(end - table >= 17, "a table");
            int codes = 0;
            for (int i = 1; i <= 16; i++) {
                codes += file.u8(table + i);
            }
            require(codes <= 256, "a table");
            table += 17 + codes;
        }
        require(table == end, "a table");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw damaged(what);
        }
    }

    private static Fault damaged(String what) {
        return ImageHeader.damaged(Format.JPEG, what);
    }
}
