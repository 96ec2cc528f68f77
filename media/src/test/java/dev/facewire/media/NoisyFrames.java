package dev.facewire.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

/** Frames of noise, and whether two frames are the same. */
public final class NoisyFrames {
    private NoisyFrames() {}

    /** A frame of random samples. */
    public static I420Frame noisy(int width, int height, long seed) {
        I420Frame frame = I420Frame.allocate(width, height);
        Random random = new Random(seed);
        for (int i = 0; i < frame.y().capacity(); i++) {
            frame.y().put(i, (byte) random.nextInt());
        }
        for (int i = 0; i < frame.u().capacity(); i++) {
            frame.u().put(i, (byte) random.nextInt());
            frame.v().put(i, (byte) random.nextInt());
        }
        return frame;
    }

    /** Checks all samples of a picture, whatever its strides. */
    public static void assertSame(I420Frame actual, I420Frame expected) {
        for (int y = 0; y < expected.height(); y++) {
            for (int x = 0; x < expected.width(); x++) {
                assertThat(actual.y().get(y * actual.strideY() + x))
                        .isEqualTo(expected.y().get(y * expected.strideY() + x));
            }
        }
        for (int y = 0; y < expected.chromaHeight(); y++) {
            for (int x = 0; x < expected.chromaWidth(); x++) {
                assertThat(actual.u().get(y * actual.strideU() + x))
                        .isEqualTo(expected.u().get(y * expected.strideU() + x));
                assertThat(actual.v().get(y * actual.strideV() + x))
                        .isEqualTo(expected.v().get(y * expected.strideV() + x));
            }
        }
    }
}
