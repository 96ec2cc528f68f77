package dev.facewire.media;

import java.util.Arrays;

/**
 * A frame counter in rows below the picture, to time a frame's way there and back. The sender adds the rows, the
 * receiver crops them away again, so no pixel of the camera is lost. Whoever works on the frame leaves them out
 * ({@link #pictureOf}): they are no picture, change with every frame, and were taken for teeth.
 *
 * <p>The counter (20 bits, about ten hours at 30 fps before it repeats) and a checksum (12 bits) stand as dark and light
 * blocks, at least 16 rows high and at least 8 columns wide: a block's mean survives any coding at which the picture is
 * still worth looking at. A stamp under a mosaic or a badge has grey blocks or a wrong checksum and reads as {@link
 * #UNREADABLE}.
 *
 * <p>Why not a data channel or a timestamp: libwebrtc replaces the timestamps of pushed frames, and a frame that was
 * dropped on the way can't be told from one that is late without a mark in the picture itself.
 *
 * @param width of picture and stamp, in pixels
 * @param pictureHeight rows of the picture, which may be odd
 */
public record LoopStamp(int width, int pictureHeight) {
    /** What {@link #read} returns where no counter can be made out. */
    public static final int UNREADABLE = -1;

    /** Counters repeat after this many frames. */
    public static final int COUNTERS = 1 << 20;

    /** Below this a block would be narrower than 8 pixels, the size of a coder's transform. */
    public static final int MIN_WIDTH = 64;

    private static final int BITS = 32;
    private static final int CHECK_BITS = 12;
    private static final int CHECK_POLYNOMIAL = 0x80F; // CRC-12
    private static final int CHECK_START = 0xA5A; // so that neither all dark nor all light is valid
    private static final int BLOCK_ROWS = 16; // one macroblock
    private static final int DARK = 40;
    private static final int LIGHT = 216;
    private static final int THRESHOLD = (DARK + LIGHT) / 2;
    /** A block whose mean is nearer than this to the threshold was tampered with, by a mosaic for one. */
    private static final int DOUBT = 28;

    private static final byte NEUTRAL_CHROMA = (byte) 128;

    public LoopStamp {
        if (width < MIN_WIDTH || pictureHeight < 1) {
            throw new IllegalArgumentException("no room for a stamp below " + width + "x" + pictureHeight);
        }
    }

    /**
     * The part of a frame that is picture: without the stamp, where it has a readable one, else the frame itself. The filler
     * row of an odd height is counted as picture.
     */
    public static I420Frame pictureOf(I420Frame frame) {
        if (frame.width() < MIN_WIDTH) {
            return frame;
        }
        int stampRows = BLOCK_ROWS * new LoopStamp(frame.width(), 2).blockLines();
        int pictureHeight = frame.height() - stampRows;
        if (pictureHeight < 2 || pictureHeight % 2 != 0) {
            return frame;
        }
        LoopStamp stamp = new LoopStamp(frame.width(), pictureHeight);
        return stamp.read(frame) == UNREADABLE ? frame : stamp.picture(frame);
    }

    /** The height of a frame that holds the picture and the stamp. */
    public int stampedHeight() {
        return top() + BLOCK_ROWS * blockLines();
    }

    /** The picture's part of a stamped frame: the same memory, fewer rows. */
    public I420Frame picture(I420Frame stamped) {
        requireStamped(stamped);
        return new I420Frame(
                width,
                pictureHeight,
                stamped.y(),
                stamped.strideY(),
                stamped.u(),
                stamped.strideU(),
                stamped.v(),
                stamped.strideV());
    }

    /** Writes the rows below the picture. The picture must be there already where its height is odd. */
    public void write(I420Frame stamped, int counter) {
        requireStamped(stamped);
        if (counter < 0 || counter >= COUNTERS) {
            throw new IllegalArgumentException("counter " + counter);
        }
        if (top() > pictureHeight) { // a filler row, so that the blocks begin on a whole chroma row
            stamped.y()
                    .put(
                            pictureHeight * stamped.strideY(),
                            stamped.y(),
                            (pictureHeight - 1) * stamped.strideY(),
                            width);
        }
        byte[] row = new byte[width];
        int word = word(counter);
        for (int line = 0; line < blockLines(); line++) {
            for (int column = 0; column < blocksPerLine(); column++) {
                boolean set = (word >>> (line * blocksPerLine() + column) & 1) != 0;
                Arrays.fill(row, left(column), left(column + 1), (byte) (set ? LIGHT : DARK));
            }
            for (int y = 0; y < BLOCK_ROWS; y++) {
                stamped.y().put((top() + line * BLOCK_ROWS + y) * stamped.strideY(), row);
            }
        }
        Arrays.fill(row, NEUTRAL_CHROMA);
        for (int y = top() / 2; y < stamped.chromaHeight(); y++) {
            stamped.u().put(y * stamped.strideU(), row, 0, stamped.chromaWidth());
            stamped.v().put(y * stamped.strideV(), row, 0, stamped.chromaWidth());
        }
    }

    /** The counter in a stamped frame, or {@link #UNREADABLE}. */
    public int read(I420Frame stamped) {
        requireStamped(stamped);
        int word = 0;
        for (int bit = 0; bit < BITS; bit++) {
            int mean = meanOfCore(stamped, bit / blocksPerLine(), bit % blocksPerLine());
            if (Math.abs(mean - THRESHOLD) < DOUBT) {
                return UNREADABLE;
            }
            if (mean > THRESHOLD) {
                word |= 1 << bit;
            }
        }
        int counter = word >>> CHECK_BITS;
        return word(counter) == word ? counter : UNREADABLE;
    }

    /** The mean over the middle half of a block: its rim is blurred by coding, and at odd heights by the picture. */
    private int meanOfCore(I420Frame stamped, int line, int column) {
        int quarter = (left(column + 1) - left(column)) / 4;
        int from = left(column) + quarter;
        int to = left(column + 1) - quarter;
        int firstRow = top() + line * BLOCK_ROWS + BLOCK_ROWS / 4;
        int sum = 0;
        for (int y = firstRow; y < firstRow + BLOCK_ROWS / 2; y++) {
            for (int x = from; x < to; x++) {
                sum += stamped.y().get(y * stamped.strideY() + x) & 0xFF;
            }
        }
        return sum / (BLOCK_ROWS / 2 * (to - from));
    }

    private int top() {
        return (pictureHeight + 1) & ~1;
    }

    /** As many blocks side by side as are at least 16 pixels wide; in narrow pictures 8 of at least 8 pixels. */
    private int blocksPerLine() {
        return width >= 512 ? 32 : width >= 256 ? 16 : 8;
    }

    private int blockLines() {
        return BITS / blocksPerLine();
    }

    private int left(int column) {
        return column * width / blocksPerLine();
    }

    private void requireStamped(I420Frame frame) {
        if (frame.width() != width || frame.height() != stampedHeight()) {
            throw new IllegalArgumentException("a frame of " + frame.width() + "x" + frame.height() + " for a stamp of "
                    + width + "x" + stampedHeight());
        }
    }

    private static int word(int counter) {
        int check = CHECK_START;
        for (int bit = BITS - CHECK_BITS - 1; bit >= 0; bit--) {
            int carry = (check >>> (CHECK_BITS - 1) ^ counter >>> bit) & 1;
            check = (check << 1) & ((1 << CHECK_BITS) - 1);
            if (carry != 0) {
                check ^= CHECK_POLYNOMIAL;
            }
        }
        return counter << CHECK_BITS | check;
    }
}
