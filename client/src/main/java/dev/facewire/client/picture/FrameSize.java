package dev.facewire.client.picture;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A picture's width and height in pixels. */
public record FrameSize(int width, int height) {
    /** What the gateway accepts at most; see the API's limits. */
    public static final int MAX_WIDTH = 1920;

    public static final int MAX_HEIGHT = 1080;
    private static final Pattern TEXT = Pattern.compile("(\\d{1,5})[xX×](\\d{1,5})");

    public FrameSize {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a size of " + width + "x" + height);
        }
    }

    /**
     * Reads {@code 640x480}.
     *
     * @throws IllegalArgumentException with words for a person
     */
    public static FrameSize parse(String text) {
        Matcher matcher = TEXT.matcher(text.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no size; write it as 640x480");
        }
        int width = Integer.parseInt(matcher.group(1));
        int height = Integer.parseInt(matcher.group(2));
        if (Math.min(width, height) < 16 || Math.max(width, height) > MAX_WIDTH) {
            throw new IllegalArgumentException(
                    "'" + text + "' is out of range; sizes go from 16x16 to " + MAX_WIDTH + "x" + MAX_HEIGHT);
        }
        return new FrameSize(width, height);
    }

    /** The largest size of the same shape that fits inside {@code box} and is not larger than this; even numbers. */
    public FrameSize shrunkInto(FrameSize box) {
        double scale = Math.min(1, Math.min((double) box.width / width, (double) box.height / height));
        return scale == 1 ? this : scaled(scale);
    }

    /** The largest size of the same shape that fits inside {@code box}; even numbers. */
    public FrameSize fittedInto(FrameSize box) {
        double scale = Math.min((double) box.width / width, (double) box.height / height);
        return scale == 1 ? this : scaled(scale);
    }

    /** Turned by a quarter. */
    public FrameSize turned() {
        return new FrameSize(/* width= */ height, /* height= */ width);
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }

    private FrameSize scaled(double scale) {
        return new FrameSize(even(width * scale), even(height * scale));
    }

    private static int even(double length) {
        return Math.max(2, (int) (Math.round(length) & ~1L));
    }
}
