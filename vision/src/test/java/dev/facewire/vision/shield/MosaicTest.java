package dev.facewire.vision.shield;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.face.Box;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MosaicTest {
    private static I420Frame noise(int width, int height) {
        I420Frame frame = I420Frame.allocate(width, height);
        byte[] bytes = new byte[width * height];
        new Random(5).nextBytes(bytes);
        frame.y().put(0, bytes);
        frame.u().put(0, bytes, 0, frame.u().capacity());
        frame.v().put(0, bytes, 0, frame.v().capacity());
        return frame;
    }

    @ParameterizedTest
    @CsvSource({"640,480", "641,481", "64,64", "1,1", "2,3", "33,500"})
    void theWholePictureBecomesAFewCells(int width, int height) {
        I420Frame frame = noise(width, height);
        Mosaic.whole(frame, 1);
        Set<Byte> levels = new HashSet<>();
        for (int x = 0; x < width; x++) {
            levels.add(frame.y().get(x));
        }
        assertThat(levels.size()).isLessThanOrEqualTo(width / 16 + 1);
        if (width > 17 && height > 17) {
            for (int y = 0; y < 16; y++) {
                for (int x = 0; x < 16; x++) {
                    assertThat(frame.y().get(y * frame.strideY() + x))
                            .isEqualTo(frame.y().get(0));
                }
            }
        }
    }

    @Test
    void aFaceIsCoveredWithAMarginAndTheRestIsLeft() {
        I420Frame frame = noise(640, 480);
        I420Frame before = noise(640, 480);
        Mosaic.face(frame, new Box(260, 180, 380, 320), 1);
        assertThat(frame.y().get(480 / 2 * 640 + 320)).isEqualTo(frame.y().get(480 / 2 * 640 + 321));
        assertThat(changed(frame, before, 320, 190)).isTrue();
        assertThat(changed(frame, before, 330, 150)).as("above the face").isTrue();
        for (int y = 0; y < 100; y++) {
            for (int x = 0; x < 640; x++) {
                assertThat(changed(frame, before, x, y)).isFalse();
            }
        }
    }

    @Test
    void aFaceBeyondTheEdgeIsNoTrouble() {
        I420Frame frame = noise(641, 481);
        Mosaic.face(frame, new Box(-80, -90, 60, 70), 1);
        Mosaic.face(frame, new Box(600, 400, 800, 700), 1);
        Mosaic.face(frame, new Box(2000, 2000, 2100, 2100), 1);
        assertThat(changed(frame, noise(641, 481), 1, 1)).isTrue();
    }

    @Test
    void aFaceWithoutEndOrWithoutNumbersCoversThePicture() {
        for (double size : new double[] {1e4, 1e12, 1e300, Double.POSITIVE_INFINITY, Double.NaN}) {
            I420Frame frame = noise(640, 480);
            Mosaic.face(frame, new Box(-size, -size, size, size), 1);
            assertThat(frame.y().get(100 * 640 + 301)).isEqualTo(frame.y().get(100 * 640 + 300));
            assertThat(changed(frame, noise(640, 480), 300, 100)).isTrue();
        }
    }

    @Test
    void aFadingShieldLetsSomeOfThePictureThrough() {
        I420Frame before = noise(640, 480);
        I420Frame whole = noise(640, 480);
        I420Frame half = noise(640, 480);
        Mosaic.whole(whole, 1);
        Mosaic.whole(half, 0.5);
        for (int i : new int[] {0, 12345, 300_000}) {
            double middle = ((before.y().get(i) & 0xff) + (whole.y().get(i) & 0xff)) / 2.0;
            assertThat((double) (half.y().get(i) & 0xff)).isBetween(middle - 1.5, middle + 1.5);
        }
    }

    @Test
    void aShieldIsGoneAfterThreeGoodFrames() {
        assertThat(Fade.after(0)).as("it has not ended").isZero();
        assertThat(Fade.after(1)).isGreaterThan(Fade.after(2));
        assertThat(Fade.after(2)).isGreaterThan(Fade.after(3));
        assertThat(Fade.after(3)).isGreaterThan(0);
        assertThat(Fade.after(4)).isZero();
    }

    @Test
    void theMarkStandsInTheTopLeftCorner() {
        I420Frame frame = noise(640, 480);
        Badge.mark(frame);
        I420Frame before = noise(640, 480);
        assertThat(changed(frame, before, 10, 10)).isTrue();
        assertThat(changed(frame, before, 100, 10)).isFalse();
        assertThat(changed(frame, before, 10, 100)).isFalse();
        Badge.mark(noise(9, 9));
    }

    private static boolean changed(I420Frame a, I420Frame b, int x, int y) {
        return a.y().get(y * a.strideY() + x) != b.y().get(y * b.strideY() + x);
    }
}
