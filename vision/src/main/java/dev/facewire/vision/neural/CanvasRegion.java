package dev.facewire.vision.neural;

import dev.facewire.media.I420Frame;
import java.nio.ByteBuffer;

/**
 * The part of a picture that a crop looks at, with even corners for the chroma planes: what goes to the device and comes back.
 *
 * @param width even
 * @param height even
 */
record CanvasRegion(int x0, int y0, int width, int height) {
    /** Around the crop's square: a sample is mixed of pixels two away. */
    private static final int MARGIN = 4;

    /** Of a crop of a size, within its picture; of no width or height where that is beyond it. */
    static CanvasRegion of(Alignment alignment, int size, int frameWidth, int frameHeight) {
        double x0 = Double.MAX_VALUE;
        double y0 = Double.MAX_VALUE;
        double x1 = -Double.MAX_VALUE;
        double y1 = -Double.MAX_VALUE;
        for (int corner = 0; corner < 4; corner++) {
            double[] at = alignment.picture((corner & 1) * size, (corner >> 1) * size);
            x0 = Math.min(x0, at[0]);
            x1 = Math.max(x1, at[0]);
            y0 = Math.min(y0, at[1]);
            y1 = Math.max(y1, at[1]);
        }
        int left = (int) Math.max(0, Math.floor(x0) - MARGIN) & ~1;
        int top = (int) Math.max(0, Math.floor(y0) - MARGIN) & ~1;
        int right = (int) Math.min(frameWidth, Math.ceil(x1) + MARGIN) & ~1;
        int bottom = (int) Math.min(frameHeight, Math.ceil(y1) + MARGIN) & ~1;
        return new CanvasRegion(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
    }

    boolean overlaps(CanvasRegion other) {
        return x0 < other.x0 + other.width
                && other.x0 < x0 + width
                && y0 < other.y0 + other.height
                && other.y0 < y0 + height;
    }

    /** Bytes of a canvas. */
    static int bytes(int canvasWidth, int canvasHeight) {
        return canvasWidth * canvasHeight * 3 / 2;
    }

    /**
     * Copies the region into a canvas. Its last column and row are repeated once where the canvas is larger: they are mixed into
     * samples at the picture's edge, and what was in the buffer before is somebody else's picture.
     */
    void pack(I420Frame frame, ByteBuffer canvas, int at, int canvasWidth, int canvasHeight) {
        int luma = canvasWidth * canvasHeight;
        plane(frame.y(), frame.strideY(), 0, canvas, at, canvasWidth, canvasHeight);
        plane(frame.u(), frame.strideU(), 1, canvas, at + luma, canvasWidth / 2, canvasHeight / 2);
        plane(frame.v(), frame.strideV(), 1, canvas, at + luma * 5 / 4, canvasWidth / 2, canvasHeight / 2);
    }

    private void plane(ByteBuffer from, int stride, int half, ByteBuffer to, int at, int columns, int rows) {
        int w = width >> half;
        int h = height >> half;
        for (int row = 0; row < Math.min(rows, h + 1); row++) {
            int source = ((y0 >> half) + Math.min(row, h - 1)) * stride + (x0 >> half);
            to.put(at + row * columns, from, source, w);
            if (w < columns) {
                to.put(at + row * columns + w, from.get(source + w - 1));
            }
        }
    }

    /** The way back. */
    void unpack(ByteBuffer canvas, int at, int canvasWidth, int canvasHeight, I420Frame frame) {
        int luma = canvasWidth * canvasHeight;
        back(canvas, at, canvasWidth, frame.y(), frame.strideY(), 0);
        back(canvas, at + luma, canvasWidth / 2, frame.u(), frame.strideU(), 1);
        back(canvas, at + luma * 5 / 4, canvasWidth / 2, frame.v(), frame.strideV(), 1);
    }

    private void back(ByteBuffer from, int at, int columns, ByteBuffer to, int stride, int half) {
        for (int row = 0; row < height >> half; row++) {
            to.put(((y0 >> half) + row) * stride + (x0 >> half), from, at + row * columns, width >> half);
        }
    }
}
