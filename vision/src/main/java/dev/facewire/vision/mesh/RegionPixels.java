package dev.facewire.vision.mesh;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.face.Bt601;
import java.nio.ByteBuffer;

/**
 * A region of a picture as RGB 0 to 255 (BT.601, limited range), pixel by pixel, three floats each. Colours are not clamped and each chroma sample
 * stands for its four pixels, so that what was not drawn on is written as it was read. Reused; not thread-safe.
 */
final class RegionPixels {
    static final int CHANNELS = 3;

    private float[] rgb = {};
    private byte[] upper = {};
    private byte[] lower = {};
    private byte[] blue = {};
    private byte[] red = {};
    private int width;
    private int height;

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Red, green and blue of pixel (x, y) from index {@code (y * width + x) * 3} on; longer than needed. */
    float[] rgb() {
        return rgb;
    }

    void read(I420Frame frame, SwapRegion region) {
        width = region.width();
        height = region.height();
        if (rgb.length < width * height * CHANNELS) {
            rgb = new float[width * height * CHANNELS];
        }
        if (upper.length < width) {
            upper = new byte[width];
            lower = new byte[width];
            blue = new byte[width / 2];
            red = new byte[width / 2];
        }
        for (int y = 0; y < height; y += 2) {
            int chroma = (region.y0() + y) / 2;
            frame.u().get(chroma * frame.strideU() + region.x0() / 2, blue, 0, width / 2);
            frame.v().get(chroma * frame.strideV() + region.x0() / 2, red, 0, width / 2);
            readRow(frame, region, y);
            readRow(frame, region, y + 1);
        }
    }

    private void readRow(I420Frame frame, SwapRegion region, int y) {
        frame.y().get((region.y0() + y) * frame.strideY() + region.x0(), upper, 0, width);
        int at = y * width * CHANNELS;
        for (int x = 0; x < width; x++, at += CHANNELS) {
            float luma = ((upper[x] & 0xff) - 16) * Bt601.LUMA;
            float cb = (blue[x >> 1] & 0xff) - 128;
            float cr = (red[x >> 1] & 0xff) - 128;
            rgb[at] = luma + Bt601.RED_OF_V * cr;
            rgb[at + 1] = luma + Bt601.GREEN_OF_U * cb + Bt601.GREEN_OF_V * cr;
            rgb[at + 2] = luma + Bt601.BLUE_OF_U * cb;
        }
    }

    /**
     * Writes columns {@code from} up to {@code to} of two rows, all three even, back to the picture that was read.
     *
     * @param y the first of the two
     */
    void writeRows(I420Frame frame, SwapRegion region, int y, int from, int to) {
        int first = (y * width + from) * CHANNELS;
        int second = first + width * CHANNELS;
        for (int x = 0; x < to - from; x += 2, first += 2 * CHANNELS, second += 2 * CHANNELS) {
            upper[x] = luma(first);
            upper[x + 1] = luma(first + CHANNELS);
            lower[x] = luma(second);
            lower[x + 1] = luma(second + CHANNELS);
            float r = mean(first, second);
            float g = mean(first + 1, second + 1);
            float b = mean(first + 2, second + 2);
            blue[x >> 1] = level(128.5f - 0.1482229f * r - 0.2909928f * g + 0.4392157f * b);
            red[x >> 1] = level(128.5f + 0.4392157f * r - 0.3677883f * g - 0.07142738f * b);
        }
        int left = region.x0() + from;
        int top = region.y0() + y;
        put(frame.y(), top * frame.strideY() + left, upper, to - from);
        put(frame.y(), (top + 1) * frame.strideY() + left, lower, to - from);
        put(frame.u(), top / 2 * frame.strideU() + left / 2, blue, (to - from) / 2);
        put(frame.v(), top / 2 * frame.strideV() + left / 2, red, (to - from) / 2);
    }

    private float mean(int first, int second) {
        return 0.25f * (rgb[first] + rgb[first + CHANNELS] + rgb[second] + rgb[second + CHANNELS]);
    }

    private byte luma(int at) {
        return level(16.5f + 0.2567882f * rgb[at] + 0.5041294f * rgb[at + 1] + 0.09790588f * rgb[at + 2]);
    }

    private static byte level(float value) {
        return (byte) Math.max(0, Math.min(255, (int) value));
    }

    private static void put(ByteBuffer plane, int index, byte[] row, int length) {
        plane.put(index, row, 0, length);
    }
}
