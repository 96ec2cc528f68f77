package dev.facewire.vision.shield;

import dev.facewire.media.I420Frame;
import java.nio.ByteBuffer;

/** The mark that says that the picture is synthetic: "AI" on a dark plate in the top left corner. */
public final class Badge {
    /** Five rows; # is light. */
    private static final String[] LETTERS = {
        ".........", //
        "..#..###.",
        ".#.#..#..",
        ".###..#..",
        ".#.#.###.",
        "........."
    };

    private static final int PLATE = 40;
    private static final int LIGHT = 225;
    /** Dots of the letters in a picture's height: the mark takes about a fifteenth of it. */
    private static final int DOTS = 90;

    private Badge() {}

    /** Puts the mark on a frame; one too small for it stays without. */
    public static void mark(I420Frame frame) {
        int dot = Math.max(2, frame.height() / DOTS / 2 * 2);
        int width = LETTERS[0].length() * dot;
        int height = LETTERS.length * dot;
        int margin = dot;
        if (margin + width > frame.width() || margin + height > frame.height()) {
            return;
        }
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean light = LETTERS[y / dot].charAt(x / dot) == '#';
                frame.y().put((margin + y) * frame.strideY() + margin + x, (byte) (light ? LIGHT : PLATE));
            }
        }
        grey(frame.u(), frame.strideU(), margin / 2, width / 2, height / 2);
        grey(frame.v(), frame.strideV(), margin / 2, width / 2, height / 2);
    }

    private static void grey(ByteBuffer plane, int stride, int margin, int width, int height) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                plane.put((margin + y) * stride + margin + x, (byte) 128);
            }
        }
    }
}
