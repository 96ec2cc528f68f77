package dev.facewire.vision.shield;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.face.Box;
import java.nio.ByteBuffer;

/**
 * Covers a picture, or a part of it, with a mosaic so coarse that nobody is recognised. Plain Java on the planes: it
 * must work when nothing else does.
 */
public final class Mosaic {
    /** Cells across a face: five do not tell who it is. */
    private static final double CELLS_ACROSS = 2.5;
    /** Rows of cells in a whole picture. */
    private static final int ROWS = 14;

    private static final int LEAST_CELL = 8;
    private static final int LEAST_CELL_WHOLE = 16;

    private Mosaic() {}

    /**
     * Covers the whole picture.
     *
     * @param weight 1 covers it; less lets some of it through
     */
    public static void whole(I420Frame frame, double weight) {
        int cell = even(Math.max(LEAST_CELL_WHOLE, Math.max(frame.width(), frame.height()) / ROWS));
        cover(frame, 0, 0, frame.width(), frame.height(), cell, weight);
    }

    /**
     * Covers a face, with a good margin: hair, chin, and landmarks that went astray.
     *
     * @param weight 1 covers it; less lets some of it through
     */
    public static void face(I420Frame frame, Box face, double weight) {
        double radius = Math.max(face.width(), face.height()) * 0.75;
        if (!Double.isFinite(radius)) {
            whole(frame, weight);
            return;
        }
        double most = Math.max(frame.width(), frame.height());
        int cell = even(Math.max(LEAST_CELL, (int) Math.min(most, radius / CELLS_ACROSS)));
        cover(
                frame,
                (int) Math.floor(face.centreX() - radius),
                (int) Math.floor(face.centreY() - radius * 1.1),
                (int) Math.ceil(face.centreX() + radius),
                (int) Math.ceil(face.centreY() + radius),
                cell,
                weight);
    }

    private static int even(int cell) {
        return cell + (cell & 1);
    }

    private static void cover(I420Frame frame, int x0, int y0, int x1, int y1, int cell, double weight) {
        int share = (int) Math.round(256 * weight);
        int left = Math.max(0, x0) & ~1;
        int top = Math.max(0, y0) & ~1;
        int right = Math.min(frame.width(), x1);
        int bottom = Math.min(frame.height(), y1);
        if (right <= left || bottom <= top) {
            return;
        }
        cells(frame.y(), frame.strideY(), left, top, right, bottom, cell, share);
        int half = cell / 2;
        int chromaRight = (right + 1) / 2;
        int chromaBottom = (bottom + 1) / 2;
        cells(frame.u(), frame.strideU(), left / 2, top / 2, chromaRight, chromaBottom, half, share);
        cells(frame.v(), frame.strideV(), left / 2, top / 2, chromaRight, chromaBottom, half, share);
    }

    /** @param share of the mosaic, in 256ths */
    private static void cells(ByteBuffer plane, int stride, int x0, int y0, int x1, int y1, int cell, int share) {
        byte[] row = new byte[x1 - x0];
        int[] sums = new int[(x1 - x0 + cell - 1) / cell];
        for (int top = y0; top < y1; top += cell) {
            int bottom = Math.min(y1, top + cell);
            java.util.Arrays.fill(sums, 0);
            for (int y = top; y < bottom; y++) {
                plane.get(y * stride + x0, row);
                for (int x = 0; x < row.length; x++) {
                    sums[x / cell] += row[x] & 0xff;
                }
            }
            for (int i = 0; i < sums.length; i++) {
                sums[i] /= Math.min(cell, row.length - i * cell) * (bottom - top);
            }
            for (int y = top; y < bottom; y++) {
                plane.get(y * stride + x0, row);
                for (int x = 0; x < row.length; x++) {
                    int own = row[x] & 0xff;
                    row[x] = (byte) (own + (((sums[x / cell] - own) * share) >> 8));
                }
                plane.put(y * stride + x0, row);
            }
        }
    }
}
