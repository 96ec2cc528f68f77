package dev.facewire.client.picture;

import dev.facewire.media.I420Frame;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Simple work on I420 pictures: black, place, turn. Pure; scaling is FFmpeg's ({@code video.Scaler}). */
public final class Pictures {
    private static final byte BLACK = 16;
    private static final byte NEUTRAL = (byte) 128;

    private Pictures() {}

    /** Makes a picture black. */
    public static void blacken(I420Frame frame) {
        fill(frame.y(), frame.strideY(), frame.width(), frame.height(), BLACK);
        fill(frame.u(), frame.strideU(), frame.chromaWidth(), frame.chromaHeight(), NEUTRAL);
        fill(frame.v(), frame.strideV(), frame.chromaWidth(), frame.chromaHeight(), NEUTRAL);
    }

    /**
     * Copies a picture into a larger one.
     *
     * @param left even, or chroma would move by half a sample
     * @param top even
     */
    public static void place(I420Frame from, I420Frame onto, int left, int top) {
        if ((left & 1) != 0 || (top & 1) != 0) {
            throw new IllegalArgumentException("an odd place " + left + "," + top);
        }
        if (left + from.width() > onto.width() || top + from.height() > onto.height()) {
            throw new IllegalArgumentException("a picture of " + from.width() + "x" + from.height() + " does not fit");
        }
        copy(
                from.y(),
                from.strideY(),
                onto.y(),
                top * onto.strideY() + left,
                onto.strideY(),
                from.width(),
                from.height());
        int chroma = top / 2 * onto.strideU() + left / 2;
        copy(from.u(), from.strideU(), onto.u(), chroma, onto.strideU(), from.chromaWidth(), from.chromaHeight());
        copy(
                from.v(),
                from.strideV(),
                onto.v(),
                top / 2 * onto.strideV() + left / 2,
                onto.strideV(),
                from.chromaWidth(),
                from.chromaHeight());
    }

    /**
     * Turns a picture clockwise into one of the right size.
     *
     * @param degrees 0, 90, 180 or 270
     */
    public static void turn(I420Frame from, I420Frame to, int degrees) {
        boolean sideways = degrees == 90 || degrees == 270;
        if (to.width() != (sideways ? from.height() : from.width())
                || to.height() != (sideways ? from.width() : from.height())) {
            throw new IllegalArgumentException("a turn by " + degrees + " into " + to.width() + "x" + to.height());
        }
        if (degrees == 0) {
            from.copyTo(to);
            return;
        }
        turn(from.y(), from.strideY(), from.width(), from.height(), to.y(), to.strideY(), degrees);
        turn(from.u(), from.strideU(), from.chromaWidth(), from.chromaHeight(), to.u(), to.strideU(), degrees);
        turn(from.v(), from.strideV(), from.chromaWidth(), from.chromaHeight(), to.v(), to.strideV(), degrees);
    }

    private static void turn(
            ByteBuffer from, int fromStride, int width, int height, ByteBuffer to, int toStride, int degrees) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int target =
                        switch (degrees) {
                            case 90 -> x * toStride + height - 1 - y;
                            case 180 -> (height - 1 - y) * toStride + width - 1 - x;
                            case 270 -> (width - 1 - x) * toStride + y;
                            default -> throw new IllegalArgumentException("a turn by " + degrees);
                        };
                to.put(target, from.get(y * fromStride + x));
            }
        }
    }

    private static void copy(
            ByteBuffer from, int fromStride, ByteBuffer to, int toStart, int toStride, int width, int height) {
        for (int row = 0; row < height; row++) {
            to.put(toStart + row * toStride, from, row * fromStride, width);
        }
    }

    private static void fill(ByteBuffer plane, int stride, int width, int height, byte value) {
        byte[] row = new byte[width];
        Arrays.fill(row, value);
        for (int y = 0; y < height; y++) {
            plane.put(y * stride, row);
        }
    }
}
