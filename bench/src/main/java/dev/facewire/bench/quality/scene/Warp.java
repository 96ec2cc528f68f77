package dev.facewire.bench.quality.scene;

import dev.facewire.bench.quality.measure.Affine;
import dev.facewire.bench.quality.measure.Planes;
import dev.facewire.media.I420Frame;
import java.nio.ByteBuffer;

/** Moves, turns, darkens and smears whole pictures; what comes in over the rim is the rim's. Pure. */
final class Warp {
    private Warp() {}

    /** A picture of the same size after a movement. */
    static I420Frame move(I420Frame from, Affine forward) {
        I420Frame to = I420Frame.allocate(from.width(), from.height());
        Affine back = forward.inverse();
        plane(from.y(), from.strideY(), from.width(), from.height(), back, to.y());
        // in chroma's own pixels: twice as large, their middles a quarter of one off
        Affine up = new Affine(2, 0, 0.5, 0, 2, 0.5);
        Affine chroma = up.then(back).then(up.inverse());
        plane(from.u(), from.strideU(), from.chromaWidth(), from.chromaHeight(), chroma, to.u());
        plane(from.v(), from.strideV(), from.chromaWidth(), from.chromaHeight(), chroma, to.v());
        return to;
    }

    private static void plane(ByteBuffer from, int stride, int width, int height, Affine back, ByteBuffer to) {
        double pixel = back.scale(); // a picture made smaller is averaged, or it would shimmer
        int taps = Math.max(1, Math.min(8, (int) Math.round(pixel)));
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double sum = 0;
                for (int k = 0; k < taps * taps; k++) {
                    double sx = x + (k % taps + 0.5) / taps - 0.5;
                    double sy = y + (Math.floorDiv(k, taps) + 0.5) / taps - 0.5;
                    sum += Planes.at(from, stride, width, height, back.x(sx, sy), back.y(sx, sy));
                }
                to.put(y * width + x, (byte) Math.round(sum / (taps * taps)));
            }
        }
    }

    /** A picture with so much of its light. */
    static I420Frame dim(I420Frame from, double share) {
        I420Frame to = I420Frame.allocate(from.width(), from.height());
        dim(from.y(), from.strideY(), from.width(), from.height(), 16, share, to.y());
        dim(from.u(), from.strideU(), from.chromaWidth(), from.chromaHeight(), 128, share, to.u());
        dim(from.v(), from.strideV(), from.chromaWidth(), from.chromaHeight(), 128, share, to.v());
        return to;
    }

    private static void dim(ByteBuffer from, int stride, int width, int height, int zero, double share, ByteBuffer to) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                to.put(y * width + x, (byte) Math.round(zero + share * ((from.get(y * stride + x) & 0xff) - zero)));
            }
        }
    }

    /** A picture smeared sideways over so many pixels. */
    static I420Frame smear(I420Frame from, int length) {
        I420Frame to = I420Frame.allocate(from.width(), from.height());
        smear(from.y(), from.strideY(), from.width(), from.height(), length, to.y());
        smear(from.u(), from.strideU(), from.chromaWidth(), from.chromaHeight(), Math.max(1, length / 2), to.u());
        smear(from.v(), from.strideV(), from.chromaWidth(), from.chromaHeight(), Math.max(1, length / 2), to.v());
        return to;
    }

    private static void smear(ByteBuffer from, int stride, int width, int height, int length, ByteBuffer to) {
        int before = length / 2;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int sum = 0;
                for (int k = 0; k < length; k++) {
                    sum += from.get(y * stride + Math.max(0, Math.min(width - 1, x + k - before))) & 0xff;
                }
                to.put(y * width + x, (byte) ((sum + length / 2) / length));
            }
        }
    }
}
