package dev.facewire.client.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.media.I420Frame;
import dev.facewire.media.NoisyFrames;
import java.awt.image.BufferedImage;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PicturesTest {
    @Property(tries = 100)
    void fourQuarterTurnsAreNone(
            @ForAll @IntRange(min = 1, max = 33) int width, @ForAll @IntRange(min = 1, max = 33) int height) {
        I420Frame picture = NoisyFrames.noisy(width, height, 5);
        I420Frame once = I420Frame.allocate(height, width);
        I420Frame twice = I420Frame.allocate(width, height);
        I420Frame half = I420Frame.allocate(width, height);
        I420Frame whole = I420Frame.allocate(width, height);
        Pictures.turn(picture, once, 90);
        Pictures.turn(once, twice, 90);
        Pictures.turn(picture, half, 180);
        NoisyFrames.assertSame(twice, half);
        Pictures.turn(once, whole, 270);
        NoisyFrames.assertSame(whole, picture);
    }

    @Test
    void aQuarterTurnClockwiseBringsTheTopToTheRight() {
        I420Frame picture = I420Frame.allocate(4, 2);
        picture.y().put(0, (byte) 99); // top left
        I420Frame turned = I420Frame.allocate(2, 4);
        Pictures.turn(picture, turned, 90);
        assertThat(turned.y().get(1)).isEqualTo((byte) 99); // top right
    }

    @Test
    void picturesArePlacedOnWholeChromaSamplesOnly() {
        I420Frame onto = I420Frame.allocate(20, 10);
        Pictures.blacken(onto);
        I420Frame picture = NoisyFrames.noisy(7, 5, 1);
        Pictures.place(picture, onto, 4, 2);
        assertThat(onto.y().get(2 * 20 + 4)).isEqualTo(picture.y().get(0));
        assertThat(onto.u().get(10 + 2)).isEqualTo(picture.u().get(0));
        assertThat(onto.y().get(0)).isEqualTo((byte) 16);
        assertThatThrownBy(() -> Pictures.place(picture, onto, 3, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pictures.place(picture, onto, 14, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void coloursAreThoseOfBt601() {
        // Pure red in limited range BT.601 is Y 81, U 90, V 240.
        I420Frame red = I420Frame.allocate(3, 3);
        for (int i = 0; i < 9; i++) {
            red.y().put(i, (byte) 81);
        }
        for (int i = 0; i < 4; i++) {
            red.u().put(i, (byte) 90);
            red.v().put(i, (byte) 240);
        }
        BufferedImage image = Rgb.image(red);
        int pixel = image.getRGB(2, 2);
        assertThat(pixel >> 16 & 0xFF).isBetween(252, 255);
        assertThat(pixel >> 8 & 0xFF).isBetween(0, 3);
        assertThat(pixel & 0xFF).isBetween(0, 3);
    }

    @Test
    void sizesAreReadAndFitted() {
        assertThat(FrameSize.parse("640x480")).isEqualTo(new FrameSize(640, 480));
        assertThat(new FrameSize(1280, 720).fittedInto(new FrameSize(640, 480))).isEqualTo(new FrameSize(640, 360));
        assertThat(new FrameSize(320, 240).shrunkInto(new FrameSize(640, 480))).isEqualTo(new FrameSize(320, 240));
        assertThat(new FrameSize(641, 481).shrunkInto(new FrameSize(1920, 1080)))
                .isEqualTo(new FrameSize(641, 481));
        for (String wrong : new String[] {"", "640", "640x", "4x4", "99999x10", "0x0", "-1x5"}) {
            assertThatThrownBy(() -> FrameSize.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void framesAreUsedAgain() {
        FramePool pool = new FramePool();
        I420Frame frame = pool.take(16, 16);
        pool.give(frame);
        assertThat(pool.take(16, 16)).isSameAs(frame);
        pool.give(frame);
        assertThat(pool.take(32, 16).width()).isEqualTo(32);
    }
}
