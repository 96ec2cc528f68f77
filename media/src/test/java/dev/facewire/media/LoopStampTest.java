package dev.facewire.media;

import static dev.facewire.media.NoisyFrames.assertSame;
import static dev.facewire.media.NoisyFrames.noisy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LoopStampTest {
    @Property(tries = 200)
    void aStampSurvivesBlurAndNoiseAtAnySize(
            @ForAll @IntRange(min = 64, max = 1000) int width,
            @ForAll @IntRange(min = 16, max = 200) int height,
            @ForAll @IntRange(max = LoopStamp.COUNTERS - 1) int counter,
            @ForAll @IntRange(max = 60) int noise,
            @ForAll long seed) {
        LoopStamp stamp = new LoopStamp(width, height);
        I420Frame frame = stamped(stamp, counter, seed);

        blur(frame);
        addNoise(frame, noise, new Random(seed));

        assertThat(stamp.read(frame)).isEqualTo(counter);
    }

    @Property(tries = 200)
    void noPixelOfThePictureIsTouched(
            @ForAll @IntRange(min = 64, max = 700) int width,
            @ForAll @IntRange(min = 1, max = 101) int height,
            @ForAll @IntRange(max = LoopStamp.COUNTERS - 1) int counter,
            @ForAll long seed) {
        LoopStamp stamp = new LoopStamp(width, height);
        I420Frame sent = noisy(width, height, seed);
        I420Frame frame = I420Frame.allocate(width, stamp.stampedHeight());
        sent.copyTo(stamp.picture(frame));

        stamp.write(frame, counter);

        assertSame(stamp.picture(frame), sent);
        assertThat(stamp.read(frame)).isEqualTo(counter);
    }

    @Property(tries = 300)
    void aMosaicOverEverythingIsUnreadable(
            @ForAll @IntRange(min = 320, max = 1280) int width,
            @ForAll @IntRange(max = LoopStamp.COUNTERS - 1) int counter,
            @ForAll @IntRange(min = 32, max = 80) int block) {
        LoopStamp stamp = new LoopStamp(width, 240);
        I420Frame frame = stamped(stamp, counter, 1);

        mosaic(frame, block);

        // A mosaic block may lie wholly inside equal bits and keep them; what it may not do is change the number.
        assertThat(stamp.read(frame)).isIn(LoopStamp.UNREADABLE, counter);
    }

    @Property(tries = 300)
    void aBadgeOverAPartNeverChangesTheNumber(
            @ForAll @IntRange(max = LoopStamp.COUNTERS - 1) int counter,
            @ForAll @IntRange(max = 500) int left,
            @ForAll @IntRange(min = 4, max = 140) int width,
            @ForAll @IntRange(max = 255) int luma) {
        LoopStamp stamp = new LoopStamp(640, 480);
        I420Frame frame = stamped(stamp, counter, 3);
        for (int y = 480; y < frame.height(); y++) {
            for (int x = left; x < left + width; x++) {
                frame.y().put(y * frame.strideY() + x, (byte) luma);
            }
        }
        assertThat(stamp.read(frame)).isIn(LoopStamp.UNREADABLE, counter);
    }

    @Test
    void whatWasNeverStampedIsUnreadable() {
        LoopStamp stamp = new LoopStamp(640, 480);
        I420Frame black = I420Frame.allocate(640, stamp.stampedHeight());
        assertThat(stamp.read(black)).isEqualTo(LoopStamp.UNREADABLE);
        for (int i = 0; i < 640 * stamp.stampedHeight(); i++) {
            black.y().put(i, (byte) 235);
        }
        assertThat(stamp.read(black)).isEqualTo(LoopStamp.UNREADABLE);

        int read = 0;
        for (int seed = 0; seed < 2000; seed++) {
            I420Frame random = I420Frame.allocate(640, stamp.stampedHeight());
            Random bits = new Random(seed);
            for (int block = 0; block < 32; block++) {
                byte luma = (byte) (bits.nextBoolean() ? 220 : 30);
                for (int y = 480; y < random.height(); y++) {
                    for (int x = block * 20; x < block * 20 + 20; x++) {
                        random.y().put(y * 640 + x, luma);
                    }
                }
            }
            read += stamp.read(random) == LoopStamp.UNREADABLE ? 0 : 1;
        }
        assertThat(read)
                .as("random black and white blocks that pass the 12-bit checksum")
                .isLessThanOrEqualTo(4);
    }

    @Property(tries = 100)
    void aStampIsFoundWithoutKnowingOfIt(
            @ForAll @IntRange(min = 64, max = 700) int width,
            @ForAll @IntRange(min = 8, max = 101) int height,
            @ForAll @IntRange(max = LoopStamp.COUNTERS - 1) int counter) {
        LoopStamp stamp = new LoopStamp(width, height);
        I420Frame picture = LoopStamp.pictureOf(stamped(stamp, counter, 7));
        assertThat(picture.width()).isEqualTo(width);
        assertThat(picture.height()).as("with the filler row of an odd height").isEqualTo((height + 1) / 2 * 2);
    }

    @Test
    void aFrameWithoutAStampIsAllPicture() {
        for (int width : new int[] {16, 64, 320, 640}) {
            I420Frame frame = noisy(width, 48, width);
            assertThat(LoopStamp.pictureOf(frame)).isSameAs(frame);
        }
        I420Frame flat = noisy(640, 16, 1); // no higher than a stamp
        assertThat(LoopStamp.pictureOf(flat)).isSameAs(flat);
    }

    @Test
    void narrowPicturesHaveNoRoomAndSizesAreChecked() {
        assertThatThrownBy(() -> new LoopStamp(63, 480)).isInstanceOf(IllegalArgumentException.class);
        LoopStamp stamp = new LoopStamp(640, 480);
        assertThat(stamp.stampedHeight()).isEqualTo(496);
        assertThat(new LoopStamp(640, 481).stampedHeight()).isEqualTo(498);
        assertThatThrownBy(() -> stamp.read(I420Frame.allocate(640, 480))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> stamp.write(I420Frame.allocate(640, 496), LoopStamp.COUNTERS))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static I420Frame stamped(LoopStamp stamp, int counter, long seed) {
        I420Frame frame = I420Frame.allocate(stamp.width(), stamp.stampedHeight());
        noisy(stamp.width(), stamp.pictureHeight(), seed).copyTo(stamp.picture(frame));
        stamp.write(frame, counter);
        return frame;
    }

    private static void blur(I420Frame frame) {
        byte[] copy = new byte[frame.y().capacity()];
        frame.y().get(0, copy);
        for (int y = 0; y < frame.height(); y++) {
            for (int x = 0; x < frame.width(); x++) {
                int sum = 0;
                for (int dy = -1; dy <= 1; dy++) {
                    for (int dx = -1; dx <= 1; dx++) {
                        int yy = Math.max(0, Math.min(frame.height() - 1, y + dy));
                        int xx = Math.max(0, Math.min(frame.width() - 1, x + dx));
                        sum += copy[yy * frame.strideY() + xx] & 0xFF;
                    }
                }
                frame.y().put(y * frame.strideY() + x, (byte) (sum / 9));
            }
        }
    }

    private static void addNoise(I420Frame frame, int amplitude, Random random) {
        for (int i = 0; i < frame.y().capacity(); i++) {
            int luma = (frame.y().get(i) & 0xFF) + random.nextInt(2 * amplitude + 1) - amplitude;
            frame.y().put(i, (byte) Math.max(0, Math.min(255, luma)));
        }
    }

    private static void mosaic(I420Frame frame, int block) {
        for (int top = 0; top < frame.height(); top += block) {
            for (int left = 0; left < frame.width(); left += block) {
                int sum = 0;
                int count = 0;
                for (int y = top; y < Math.min(frame.height(), top + block); y++) {
                    for (int x = left; x < Math.min(frame.width(), left + block); x++) {
                        sum += frame.y().get(y * frame.strideY() + x) & 0xFF;
                        count++;
                    }
                }
                for (int y = top; y < Math.min(frame.height(), top + block); y++) {
                    for (int x = left; x < Math.min(frame.width(), left + block); x++) {
                        frame.y().put(y * frame.strideY() + x, (byte) (sum / count));
                    }
                }
            }
        }
    }
}
