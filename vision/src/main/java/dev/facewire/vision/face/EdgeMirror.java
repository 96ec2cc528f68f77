package dev.facewire.vision.face;

import dev.facewire.media.I420Frame;
import java.nio.ByteBuffer;

/**
 * A side of the picture with its mirror image beside it, small, for the detector: half a face at the edge, which it never
 * finds as it is, makes a whole one that it does. Reused from frame to frame; not thread-safe.
 */
final class EdgeMirror {
    /** Left and right edge of a picture. */
    enum Side {
        LEFT,
        RIGHT
    }

    /** Pixels of the small picture along its height: the detector sees no more. */
    private static final int HIGH = 128;
    /** How far from the middle of the small picture a face's middle may be, in parts of its width, to be a mirrored one. */
    private static final double ASIDE = 0.3;
    /** A mirrored half face is less of a face than a whole one. */
    static final double THRESHOLD = 0.35;

    private final Side side;
    private I420Frame small;
    private double scale;

    EdgeMirror(Side side) {
        this.side = side;
    }

    /** The small picture: the edge in its middle. Overwritten by the next call. */
    I420Frame of(I420Frame frame) {
        scale = (double) frame.height() / HIGH;
        int half = (int) (Math.min(frame.height(), frame.width()) / 2.0 / scale) & ~1;
        if (small == null || small.width() != 2 * half) {
            small = I420Frame.allocate(2 * half, HIGH);
        }
        copy(frame.y(), frame.strideY(), frame.width(), frame.height(), small.y(), small.strideY(), half, HIGH);
        int width = frame.chromaWidth();
        int height = frame.chromaHeight();
        copy(frame.u(), frame.strideU(), width, height, small.u(), small.strideU(), half / 2, HIGH / 2);
        copy(frame.v(), frame.strideV(), width, height, small.v(), small.strideV(), half / 2, HIGH / 2);
        return small;
    }

    private void copy(
            ByteBuffer from, int stride, int width, int height, ByteBuffer to, int toStride, int half, int rows) {
        double step = (double) height / rows;
        int next = Math.max(1, (int) (step / 2));
        for (int row = 0; row < rows; row++) {
            int y = Math.min(height - 1 - next, (int) (row * step));
            for (int i = 0; i < half; i++) { // from the edge inwards
                int in = Math.min(width - 1 - next, (int) (i * step));
                int x = side == Side.LEFT ? in : width - 1 - next - in;
                int at = Math.max(0, y) * stride + Math.max(0, x);
                int sum = (from.get(at) & 0xff)
                        + (from.get(at + next) & 0xff)
                        + (from.get(at + next * stride) & 0xff)
                        + (from.get(at + next * stride + next) & 0xff);
                byte mean = (byte) ((sum + 2) / 4);
                to.put(row * toStride + half + i, mean);
                to.put(row * toStride + half - 1 - i, mean);
            }
        }
    }

    /** Is it a face that lies over the edge? */
    boolean isHalf(Detection found) {
        double middle = small.width() / 2.0;
        return Math.abs(found.box().centreX() - middle) < ASIDE * found.box().width();
    }

    /** Where the whole of such a face would be in the picture: half of it beyond the edge. */
    Box inPicture(Detection found, int frameWidth) {
        Box box = found.box();
        double x = side == Side.LEFT ? 0 : frameWidth;
        double half = box.width() * scale / 2;
        return new Box(x - half, box.y0() * scale, x + half, box.y1() * scale);
    }
}
