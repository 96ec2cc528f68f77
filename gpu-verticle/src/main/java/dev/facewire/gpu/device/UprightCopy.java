package dev.facewire.gpu.device;

import dev.facewire.media.I420Frame;
import java.nio.ByteBuffer;

/**
 * The one copy of a frame on its way, into the buffer that goes out. A phone held upright sends lying pictures and says
 * by how much to turn them: they are turned here, so that trackers see faces upright, and go out with nothing to turn.
 */
final class UprightCopy {
    private UprightCopy() {}

    static int width(I420Frame frame, int rotation) {
        return rotation % 180 == 0 ? frame.width() : frame.height();
    }

    static int height(I420Frame frame, int rotation) {
        return rotation % 180 == 0 ? frame.height() : frame.width();
    }

    /**
     * Copies, turning clockwise.
     *
     * @param rotation 0, 90, 180 or 270 degrees
     */
    static void copy(I420Frame from, int rotation, I420Frame to) {
        if (rotation == 0) {
            from.copyTo(to);
            return;
        }
        turn(from.y(), from.strideY(), from.width(), from.height(), rotation, to.y(), to.strideY());
        turn(from.u(), from.strideU(), from.chromaWidth(), from.chromaHeight(), rotation, to.u(), to.strideU());
        turn(from.v(), from.strideV(), from.chromaWidth(), from.chromaHeight(), rotation, to.v(), to.strideV());
    }

    private static void turn(
            ByteBuffer from, int fromStride, int width, int height, int rotation, ByteBuffer to, int toStride) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                byte sample = from.get(y * fromStride + x);
                switch (rotation) {
                    case 90 -> to.put(x * toStride + height - 1 - y, sample);
                    case 180 -> to.put((height - 1 - y) * toStride + width - 1 - x, sample);
                    case 270 -> to.put((width - 1 - x) * toStride + y, sample);
                    default -> throw new IllegalArgumentException("a rotation of " + rotation);
                }
            }
        }
    }
}
