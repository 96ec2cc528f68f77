package dev.facewire.rtc;

import dev.facewire.media.I420Frame;
import java.nio.ByteBuffer;
import java.util.Random;

/** Textured, moving frames with a 16-bit number in black and white blocks along the top: coded like a camera's picture. */
public final class TestPattern {
    private static final int BITS = 16;
    private static final byte[] NOISE = new byte[1 << 14];

    static {
        new Random(7).nextBytes(NOISE);
    }

    private TestPattern() {}

    /** Fills a frame, at least 32 pixels high and wide, with the pattern of a number from 0 to 65535. */
    public static void fill(I420Frame frame, int number) {
        int stamp = stampHeight(frame);
        for (int y = 0; y < frame.height(); y++) {
            for (int x = 0; x < frame.width(); x++) {
                int value = y < stamp ? bit(frame, number, x) : texture(x, y, number);
                frame.y().put(y * frame.strideY() + x, (byte) value);
            }
        }
        fillChroma(frame.u(), frame.strideU(), frame, 110);
        fillChroma(frame.v(), frame.strideV(), frame, 150);
    }

    private static int bit(I420Frame frame, int number, int x) {
        return (number >> (x * BITS / frame.width()) & 1) == 1 ? 235 : 16;
    }

    private static int texture(int x, int y, int number) {
        double wave = 40 * Math.sin(x / 23.0 + number / 9.0) + 40 * Math.cos(y / 31.0 - number / 7.0);
        return (int) (128 + wave) + NOISE[(x * 31 + y * 517) & (NOISE.length - 1)] / 16;
    }

    private static void fillChroma(ByteBuffer plane, int stride, I420Frame frame, int value) {
        for (int y = 0; y < frame.chromaHeight(); y++) {
            for (int x = 0; x < frame.chromaWidth(); x++) {
                plane.put(y * stride + x, (byte) value);
            }
        }
    }

    private static int stampHeight(I420Frame frame) {
        return Math.max(8, frame.height() / 12);
    }

    /** The number that a frame shows, coding errors notwithstanding. */
    public static int read(I420Frame frame) {
        int number = 0;
        int stamp = stampHeight(frame);
        for (int bit = 0; bit < BITS; bit++) {
            int x = (2 * bit + 1) * frame.width() / (2 * BITS);
            int sum = 0;
            for (int y = stamp / 4; y < stamp * 3 / 4; y++) {
                sum += frame.y().get(y * frame.strideY() + x) & 0xff;
            }
            if (sum > 126 * (stamp * 3 / 4 - stamp / 4)) {
                number |= 1 << bit;
            }
        }
        return number;
    }

    /** Peak signal-to-noise ratio of the luma under the stamp, in dB, against the pattern of that number. */
    public static double psnr(I420Frame frame, int number) {
        double squares = 0;
        int samples = 0;
        for (int y = 2 * stampHeight(frame); y < frame.height(); y += 3) {
            for (int x = 0; x < frame.width(); x += 3) {
                int difference = (frame.y().get(y * frame.strideY() + x) & 0xff) - texture(x, y, number);
                squares += difference * difference;
                samples++;
            }
        }
        return 10 * Math.log10(255 * 255 / (squares / samples + 1e-9));
    }
}
