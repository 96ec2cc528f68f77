package dev.facewire.media;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A view of an I420 picture (BT.601, limited range): three planes of bytes in direct buffers. The view owns nothing; it
 * must not outlive the frame it was taken from. Chroma planes have {@code (width + 1) / 2} by {@code (height + 1) / 2}
 * samples.
 *
 * @param width in pixels, may be odd
 * @param height in pixels, may be odd
 * @param y luma; sample (x, y) stands at index {@code y * strideY + x}
 * @param strideY bytes from one luma row to the next, at least {@code width}
 * @param u blue-difference chroma
 * @param strideU bytes from one row of {@code u} to the next
 * @param v red-difference chroma
 * @param strideV bytes from one row of {@code v} to the next
 */
public record I420Frame(
        int width, int height, ByteBuffer y, int strideY, ByteBuffer u, int strideU, ByteBuffer v, int strideV) {

    public I420Frame {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a frame of " + width + "x" + height);
        }
        Objects.requireNonNull(y);
        Objects.requireNonNull(u);
        Objects.requireNonNull(v);
        requireRoom(y, strideY, width, height);
        requireRoom(u, strideU, (width + 1) / 2, (height + 1) / 2);
        requireRoom(v, strideV, (width + 1) / 2, (height + 1) / 2);
    }

    /** A frame in fresh direct memory, freed by the garbage collector: for files, patterns and tests. */
    public static I420Frame allocate(int width, int height) {
        int chromaWidth = (width + 1) / 2;
        int chromaHeight = (height + 1) / 2;
        return new I420Frame(
                width,
                height,
                ByteBuffer.allocateDirect(width * height),
                width,
                ByteBuffer.allocateDirect(chromaWidth * chromaHeight),
                chromaWidth,
                ByteBuffer.allocateDirect(chromaWidth * chromaHeight),
                chromaWidth);
    }

    public int chromaWidth() {
        return (width + 1) / 2;
    }

    public int chromaHeight() {
        return (height + 1) / 2;
    }

    /** Copies the picture into one of the same size. */
    public void copyTo(I420Frame target) {
        if (target.width != width || target.height != height) {
            throw new IllegalArgumentException("a copy from " + width + "x" + height + " to " + target.width + "x"
                    + target.height + " would scale");
        }
        copyPlane(y, strideY, target.y, target.strideY, width, height);
        copyPlane(u, strideU, target.u, target.strideU, chromaWidth(), chromaHeight());
        copyPlane(v, strideV, target.v, target.strideV, chromaWidth(), chromaHeight());
    }

    private static void copyPlane(ByteBuffer from, int fromStride, ByteBuffer to, int toStride, int width, int height) {
        if (fromStride == width && toStride == width) {
            to.put(0, from, 0, width * height);
            return;
        }
        for (int row = 0; row < height; row++) {
            to.put(row * toStride, from, row * fromStride, width);
        }
    }

    private static void requireRoom(ByteBuffer plane, int stride, int width, int height) {
        if (stride < width || plane.capacity() < (long) stride * (height - 1) + width) {
            throw new IllegalArgumentException(
                    "a plane of " + plane.capacity() + " bytes is too small for " + width + "x" + height);
        }
    }
}
