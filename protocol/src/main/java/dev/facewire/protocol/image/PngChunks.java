package dev.facewire.protocol.image;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.image.ImageHeader.Format;
import dev.facewire.protocol.image.ImageHeader.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks the chunks of a PNG (PNG 1.2, sections 3 and 4). Only what makes its pixels is kept: texts and colour profiles
 * are deflated, a thousand to one where somebody means harm, and Java's decoder inflates them in pictures with a
 * palette.
 */
final class PngChunks {
    private static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";
    private static final int IHDR_LENGTH = 13;
    private static final int MAX_PALETTE_BYTES = 3 * 256;

    private PngChunks() {}

    static boolean begins(Bytes file) {
        return file.ascii(0, SIGNATURE);
    }

    static ImageHeader read(Bytes file) {
        if (!file.has(0, 8 + 12 + IHDR_LENGTH)) {
            throw ImageHeader.cutOff(Format.PNG);
        }
        if (file.u32(8) != IHDR_LENGTH || !file.ascii(12, "IHDR")) {
            throw ImageHeader.damaged(Format.PNG, "it does not begin with its header");
        }
        long width = file.u32(16);
        long height = file.u32(20);
        ImageHeader.requireSize(Format.PNG, width, height);
        int bytesPerPixel = bytesPerPixel(file.u8(24), file.u8(25));
        if (file.u8(26) != 0 || file.u8(27) != 0 || file.u8(28) > 1) {
            throw ImageHeader.damaged(Format.PNG, "its header names an unknown compression");
        }
        return new ImageHeader(Format.PNG, (int) width, (int) height, bytesPerPixel, 0, parts(file));
    }

    /** By the table of colour types and bit depths; fewer than 8 bits are held as 8. */
    private static int bytesPerPixel(int depth, int colour) {
        boolean deep = depth == 8 || depth == 16;
        boolean known =
                switch (colour) {
                    case 0 -> deep || depth == 1 || depth == 2 || depth == 4;
                    case 3 -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
                    case 2, 4, 6 -> deep;
                    default -> false;
                };
        if (!known) {
            throw ImageHeader.damaged(Format.PNG, "its header names an unknown kind of pixels");
        }
        // a colour that is to be transparent (tRNS) may add a channel
        int channels = colour == 2 || colour == 6 ? 4 : colour == 3 ? 1 : 2;
        return channels * (depth == 16 ? 2 : 1);
    }

    private static List<Part> parts(Bytes file) {
        List<Part> kept = new ArrayList<>();
        kept.add(new Part(0, 8));
        boolean pixels = false;
        int at = 8;
        while (file.has(at, 12)) {
            long length = file.u32(at);
            if (length > file.length() - at - 12L) {
                throw ImageHeader.cutOff(Format.PNG);
            }
            int end = at + 12 + (int) length;
            boolean first = at == 8;
            if (file.ascii(at + 4, "IEND")) {
                if (!pixels) {
                    throw new Fault(ErrorCode.NOT_AN_IMAGE, "the PNG has no pixels; send another picture");
                }
                kept.add(new Part(at, end));
                return kept;
            } else if (file.ascii(at + 4, "IHDR")) {
                if (!first) {
                    throw ImageHeader.damaged(Format.PNG, "it has two headers");
                }
                kept.add(new Part(at, end));
            } else if (file.ascii(at + 4, "IDAT")) {
                pixels = true;
                kept.add(new Part(at, end));
            } else if (!pixels && (file.ascii(at + 4, "PLTE") || file.ascii(at + 4, "tRNS"))) {
                if (length > MAX_PALETTE_BYTES) {
                    throw ImageHeader.damaged(Format.PNG, "its palette is too long");
                }
                kept.add(new Part(at, end));
            }
            at = end;
        }
        throw ImageHeader.cutOff(Format.PNG);
    }
}
