package dev.facewire.vision.swap;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.face.Box;
import java.util.zip.CRC32;

/**
 * Tells a face that was drawn over from one that was not, by a checksum of some of its rows: microseconds, where a copy of the picture
 * to go back to would be half a megabyte for each frame. Pure.
 */
final class FacePrint {
    /** No engine changes a face and leaves all rows but those between. */
    private static final int STEP = 4;

    private FacePrint() {}

    static long of(I420Frame frame, Box box) {
        int x0 = (int) Math.max(0, box.x0());
        int x1 = (int) Math.min(frame.width(), box.x1());
        int y1 = (int) Math.min(frame.height(), box.y1());
        CRC32 sum = new CRC32();
        if (x1 > x0) {
            for (int y = (int) Math.max(0, box.y0()); y < y1; y += STEP) {
                sum.update(frame.y().slice(y * frame.strideY() + x0, x1 - x0));
            }
        }
        return sum.getValue();
    }
}
