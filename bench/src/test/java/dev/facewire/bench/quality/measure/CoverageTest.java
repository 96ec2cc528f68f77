package dev.facewire.bench.quality.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.shield.Mosaic;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private final Coverage coverage = new Coverage(FaceMesh.load());
    private final Landmarks face = Faces.at(160, 120, 8);
    private final I420Frame sent = Faces.picture(320, 240, 1);

    private Coverage.Found look(I420Frame returned) {
        return coverage.look(sent, returned, face, null, 0, false);
    }

    @Test
    void aFrameThatCameBackAsItWasIsBare() {
        Coverage.Found found = look(sent);
        assertThat(found.visible()).isEqualTo(1);
        assertThat(found.bare()).isEqualTo(1);
    }

    @Test
    void anotherFaceInItsPlaceIsNot() {
        assertThat(look(Faces.picture(320, 240, 2)).bare()).isZero();
    }

    @Test
    void aMosaicIsNot() {
        I420Frame shielded = Faces.copy(sent);
        Mosaic.face(shielded, face.box(), 1);
        assertThat(look(shielded).bare()).isZero();
    }

    @Test
    void halfAFaceThatIsLeftIsHalfBare() {
        I420Frame half = Faces.picture(320, 240, 2);
        for (int y = 0; y < 240; y++) {
            for (int x = 0; x < 160; x++) {
                half.y().put(y * 320 + x, sent.y().get(y * 320 + x));
            }
        }
        assertThat(look(half).bare()).isBetween(0.3, 0.55);
    }

    @Test
    void theInsideOfTheMouthMayBeThePersonsOwn() {
        I420Frame swapped = Faces.picture(320, 240, 2);
        for (int y = 150; y < 162; y++) {
            for (int x = 148; x < 172; x++) {
                swapped.y().put(y * 320 + x, sent.y().get(y * 320 + x));
            }
        }
        assertThat(look(swapped).bare()).isZero();
    }

    @Test
    void acrossACodecsNoiseABareFaceIsStillBareAndASwapNone() {
        Random random = new Random(3);
        I420Frame noisy = Faces.copy(sent);
        I420Frame swapped = Faces.picture(320, 240, 2);
        for (int i = 0; i < 320 * 240; i++) {
            noisy.y().put(i, (byte) ((noisy.y().get(i) & 0xff) + (int) Math.round(2.5 * random.nextGaussian())));
        }
        double noise = Detail.beside(sent, noisy, new Truth(List.of(face), null));
        assertThat(noise).isBetween(1.5, 2.5);
        assertThat(look(noisy).bare()).as("as if there were no noise").isLessThan(0.5);
        assertThat(coverage.look(sent, noisy, face, null, noise, false).bare()).isGreaterThan(0.9);
        assertThat(coverage.look(sent, swapped, face, null, noise, false).bare())
                .isZero();
    }

    @Test
    void inTheDarkNobodyIsSeen() {
        I420Frame dark = I420Frame.allocate(320, 240);
        assertThat(coverage.look(dark, dark, face, null, 0, false).visible()).isZero();
    }

    @Test
    void halfAFaceInThePictureIsHalfVisible() {
        Landmarks atTheEdge = Faces.at(0, 120, 10);
        assertThat(coverage.look(sent, sent, atTheEdge, null, 0, false).visible())
                .isCloseTo(0.5, within(0.06));
        Landmarks gone = Faces.at(-200, 120, 10);
        assertThat(coverage.look(sent, sent, gone, null, 0, false).visible()).isZero();
    }

    @Test
    void paintOnAHandIsSeenAndTheHandLeftAloneIsNone() {
        Mask hand = lowerHalf();
        Coverage.Found alone = coverage.look(sent, sent, face, hand, 0, false);
        assertThat(alone.occluded()).isBetween(0.3, 0.6);
        assertThat(alone.painted()).isZero();
        Coverage.Found painted = coverage.look(sent, Faces.picture(320, 240, 2), face, hand, 0, false);
        assertThat(painted.painted()).isGreaterThan(0.9);
        assertThat(painted.bare()).isZero();
    }

    @Test
    void theBadgeIsLeftOut() {
        Landmarks underTheBadge = Faces.at(13, 9, 0.8);
        assertThat(coverage.look(sent, sent, underTheBadge, null, 0, false).visible())
                .isGreaterThan(0);
        assertThat(coverage.look(sent, sent, underTheBadge, null, 0, true).visible())
                .isZero();
    }

    private static Mask lowerHalf() {
        boolean[] flags = new boolean[320 * 240];
        Arrays.fill(flags, 320 * 125, flags.length, true);
        return new Mask(320, 240, flags);
    }
}
