package dev.facewire.vision.photo;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.InterruptedIOException;

/**
 * Makes a picture smaller by averaging, and turns every kind of it into plain RGB; transparency becomes white. Goes
 * over it in strips: never holds a second copy of the large one.
 */
final class AreaScaler {
    /** Of a strip, so that it takes a megabyte. */
    private static final int STRIP_PIXELS = 1 << 18;

    private AreaScaler() {}

    /** What {@link #scale} allocates at most. */
    static long bytes(int width, int outWidth, int outHeight) {
        return 4L * Math.max(STRIP_PIXELS, width) + 4L * outWidth * outHeight + 8L * 3 * outWidth + 4L * width;
    }

    /**
     * Scales.
     *
     * @param width at most the picture's
     * @param height at most the picture's
     * @throws InterruptedIOException when the thread is interrupted
     */
    static BufferedImage scale(BufferedImage picture, int width, int height) throws InterruptedIOException {
        int fromWidth = picture.getWidth();
        int fromHeight = picture.getHeight();
        int stripHeight = Math.max(1, Math.min(fromHeight, STRIP_PIXELS / fromWidth));
        BufferedImage strip = new BufferedImage(fromWidth, stripHeight, BufferedImage.TYPE_INT_RGB);
        BufferedImage out = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[fromWidth];
        double[] sums = new double[width * 3]; // of the row of the result that is being filled
        double perRow = (double) height / fromHeight;
        int filled = 0;
        for (int top = 0; top < fromHeight; top += stripHeight) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
            int rows = Math.min(stripHeight, fromHeight - top);
            copy(picture, top, rows, strip);
            for (int y = 0; y < rows; y++) {
                strip.getRGB(0, y, fromWidth, 1, row, 0, fromWidth);
                double from = (top + y) * perRow;
                double to = Math.min(height, (top + y + 1) * perRow);
                if (to >= filled + 1 - 1e-9) { // this one ends the row
                    add(row, width, filled + 1 - from, sums);
                    put(sums, out, filled++);
                    from = filled;
                }
                if (to - from > 1e-9) {
                    add(row, width, to - from, sums);
                }
            }
        }
        return out;
    }

    private static void copy(BufferedImage picture, int top, int rows, BufferedImage strip) {
        Graphics2D graphics = strip.createGraphics();
        try {
            int width = picture.getWidth();
            graphics.drawImage(picture, 0, 0, width, rows, 0, top, width, top + rows, Color.WHITE, null);
        } finally {
            graphics.dispose();
        }
    }

    /** Adds a row, averaged to the result's width, with a weight: the share of the result's row that it covers. */
    private static void add(int[] row, int width, double weight, double[] sums) {
        double perPixel = (double) width / row.length;
        int at = 0;
        for (int x = 0; x < row.length; x++) {
            double from = x * perPixel;
            double to = (x + 1) * perPixel;
            double here = Math.min(to, at + 1) - from;
            add(row[x], at, here * weight, sums);
            if (to >= at + 1 - 1e-9 && at + 1 < width) {
                at++;
                add(row[x], at, (to - at) * weight, sums);
            }
        }
    }

    private static void add(int rgb, int at, double weight, double[] sums) {
        sums[at * 3] += weight * (rgb >> 16 & 0xff);
        sums[at * 3 + 1] += weight * (rgb >> 8 & 0xff);
        sums[at * 3 + 2] += weight * (rgb & 0xff);
    }

    private static void put(double[] sums, BufferedImage out, int y) {
        for (int x = 0; x < out.getWidth(); x++) {
            int rgb = 0;
            for (int c = 0; c < 3; c++) {
                rgb = rgb << 8 | Math.max(0, Math.min(255, (int) Math.round(sums[x * 3 + c])));
                sums[x * 3 + c] = 0;
            }
            out.setRGB(x, y, rgb);
        }
    }
}
