package dev.facewire.vision.shield;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.media.I420Frame;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadgeTest {
    private static final byte GREY = 100;

    /** Rows a little longer than the picture, as encoders' buffers have them. */
    private static I420Frame grey(int width, int height) {
        int padded = width + 7;
        int chroma = (width + 1) / 2 + 3;
        int rows = (height + 1) / 2;
        return new I420Frame(
                width,
                height,
                plane(padded * height),
                padded,
                plane(chroma * rows),
                chroma,
                plane(chroma * rows),
                chroma);
    }

    private static ByteBuffer plane(int size) {
        ByteBuffer plane = ByteBuffer.allocateDirect(size);
        for (int i = 0; i < size; i++) {
            plane.put(i, GREY);
        }
        return plane;
    }

    @ParameterizedTest
    @CsvSource({"640,480", "641,481", "1920,1080", "360,640", "64,64"})
    void itSaysAiInTheTopLeftCornerAndTouchesNothingElse(int width, int height) {
        I420Frame frame = grey(width, height);
        Badge.mark(frame);
        int light = 0;
        int dark = 0;
        int right = 0;
        int bottom = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < frame.strideY(); x++) {
                int level = frame.y().get(y * frame.strideY() + x) & 0xff;
                if (level != GREY) {
                    light += level > 200 ? 1 : 0;
                    dark += level < 60 ? 1 : 0;
                    right = Math.max(right, x);
                    bottom = Math.max(bottom, y);
                }
            }
        }
        assertThat(light).as("letters").isBetween(dark / 4, dark);
        assertThat(bottom).isBetween(height / 20, Math.max(14, height / 10));
        assertThat(right).isLessThan(Math.max(21, width / 5));
    }

    @Test
    void theLettersCanBeRead() {
        I420Frame frame = grey(128, 96);
        Badge.mark(frame);
        StringBuilder text = new StringBuilder();
        for (int y = 3; y < 15; y += 2) {
            for (int x = 3; x < 21; x += 2) {
                text.append((frame.y().get(y * frame.strideY() + x) & 0xff) > 200 ? '#' : '.');
            }
            text.append('\n');
        }
        assertThat(text.toString()).isEqualTo("""
                        .........
                        ..#..###.
                        .#.#..#..
                        .###..#..
                        .#.#.###.
                        .........
                        """);
        assertThat(frame.u().get(3 * frame.strideU() + 3)).as("without colour").isEqualTo((byte) 128);
    }

    @Test
    void noPictureIsTooSmallToBeAsked() {
        for (int width = 1; width < 30; width++) {
            for (int height = 1; height < 30; height++) {
                I420Frame frame = grey(width, height);
                Badge.mark(frame);
                for (int i = 0; i < height; i++) {
                    assertThat(frame.y().get(i * frame.strideY() + width))
                            .as("padding")
                            .isEqualTo(GREY);
                }
            }
        }
    }
}
