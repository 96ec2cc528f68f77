package dev.facewire.bench.quality.scene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.bench.quality.measure.Faces;
import dev.facewire.bench.quality.measure.Mask;
import dev.facewire.media.I420Frame;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OccluderTest {
    private static final int[] SKIN = {140, 110, 150};

    @Test
    void theMaskIsWhatWasDrawn() {
        I420Frame before = Faces.picture(160, 120, 1);
        I420Frame after = Faces.copy(before);
        Mask mask = new Occluder(Occluder.HAND, 80, 60, 40, 0, SKIN).draw(after, new Random(1));
        int changed = 0;
        for (int y = 0; y < 120; y++) {
            for (int x = 0; x < 160; x++) {
                boolean same = before.y().get(y * 160 + x) == after.y().get(y * 160 + x);
                if (!mask.at(x, y)) {
                    assertThat(same).as("%d,%d", x, y).isTrue();
                } else {
                    changed += same ? 0 : 1;
                }
            }
        }
        assertThat(changed).isGreaterThan(2000);
    }

    @Test
    void aHandHasGapsBetweenItsFingersAndAWristBelow() {
        assertThat(Occluder.HAND.shade(0, 0.45)).isPositive(); // the palm
        assertThat(Occluder.HAND.shade(-0.2, -1)).isPositive(); // a finger
        assertThat(Occluder.HAND.shade(0, -0.8)).isNegative(); // between two
        assertThat(Occluder.HAND.shade(0, 30)).isPositive(); // the arm
        assertThat(Occluder.HAND.shade(0, -1.5)).isNegative();
    }

    @Test
    void aPhoneIsTwiceAsHighAsWide() {
        assertThat(Occluder.PHONE.shade(0.45, 0.8)).isPositive();
        assertThat(Occluder.PHONE.shade(0.55, 0)).isNegative();
        assertThat(Occluder.PHONE.shade(0, 1.05)).isNegative();
        assertThat(Occluder.PHONE.shade(0.5, 1)).as("its corner is round").isNegative();
    }
}
