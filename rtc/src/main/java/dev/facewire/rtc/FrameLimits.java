package dev.facewire.rtc;

/**
 * Which sizes of incoming frames are worked on. Strangers choose them: VP8 and VP9 allow 16383×16383, which is 400 MB a
 * frame. Pure.
 *
 * <ul>
 *   <li>Up to {@value #MAX_PIXELS} pixels and {@value #MAX_SIDE} a side, frames are taken as they are. That is 1920×1080
 *       either way round, with the rows that a client may add below the picture to measure round trips.
 *   <li>Up to {@value #MAX_SCALED_PIXELS} pixels and {@value #MAX_SCALED_SIDE} a side, as cameras have that call
 *       themselves 4K, they are scaled down: the person gets a picture.
 *   <li>What is larger is not worked on.
 * </ul>
 */
final class FrameLimits {
    static final int MAX_PIXELS = 1920 * 1200;
    static final int MAX_SIDE = 2048;
    static final int MAX_SCALED_PIXELS = 4096 * 2304;
    static final int MAX_SCALED_SIDE = 4096;
    /** As SDP counts frame sizes. */
    static final int MAX_MACROBLOCKS = MAX_PIXELS / (16 * 16);

    /** With this word a warning begins that is about to end the session. */
    private static final String TOO_LARGE = "FRAME_TOO_LARGE";

    /** What is done with a frame. */
    enum Verdict {
        TAKE,
        SCALE,
        REFUSE
    }

    /** Width and height in pixels. */
    record Size(int width, int height) {
        @Override
        public String toString() {
            return width + "x" + height;
        }
    }

    private FrameLimits() {}

    static Verdict judge(int width, int height) {
        if (within(width, height, MAX_PIXELS, MAX_SIDE)) {
            return Verdict.TAKE;
        }
        return within(width, height, MAX_SCALED_PIXELS, MAX_SCALED_SIDE) ? Verdict.SCALE : Verdict.REFUSE;
    }

    private static boolean within(int width, int height, int pixels, int side) {
        return (long) width * height <= pixels && Math.max(width, height) <= side;
    }

    /** The largest size of the same shape within 1920×1080 pixels and 1920 a side; even numbers, at least 2. */
    static Size scaled(int width, int height) {
        double factor =
                Math.min(Math.sqrt(1920.0 * 1080 / ((double) width * height)), 1920.0 / Math.max(width, height));
        return new Size(even(width * factor), even(height * factor));
    }

    /** A small size of about the same shape, for a picture that says nothing. */
    static Size placeholder(int width, int height) {
        double factor = 320.0 / Math.max(width, height);
        return new Size(even(width * factor), even(height * factor));
    }

    /** For the person who sends frames of this size, or null where all is well. */
    static String warning(int width, int height) {
        String frames = "frames of " + new Size(width, height);
        return switch (judge(width, height)) {
            case TAKE -> null;
            case SCALE -> frames + " are scaled down to " + scaled(width, height);
            case REFUSE -> TOO_LARGE + ": " + frames + " are too large; send at most 1920x1080";
        };
    }

    private static int even(double length) {
        return Math.max(2, (int) (length + 1e-6) / 2 * 2);
    }
}
