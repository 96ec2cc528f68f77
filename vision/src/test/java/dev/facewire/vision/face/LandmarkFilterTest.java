package dev.facewire.vision.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** A face that is frozen, one that speaks, and one that was away. */
class LandmarkFilterTest {
    private static final long FRAME = 33_333_333;
    private static final double SCALE = 12;

    private final FaceMesh mesh = FaceMesh.load();
    private final LandmarkFilter filter = new LandmarkFilter();
    private long now = 1_000_000_000;

    private Landmarks next(Landmarks face) {
        now += FRAME;
        return filter.next(face, now);
    }

    private Landmarks shaking(Random random) {
        double[] points = Poses.posed(mesh, 10, 5, SCALE, 320, 240).xyz();
        for (int i = 0; i < points.length; i++) {
            points[i] += 0.16 * random.nextGaussian();
        }
        return new Landmarks(points);
    }

    @Test
    void theJitterOfAFrozenFaceFallsByHalf() {
        Random random = new Random(9);
        double in = 0;
        double out = 0;
        Landmarks lastRaw = null;
        Landmarks lastCalm = null;
        for (int i = 0; i < 90; i++) {
            Landmarks raw = shaking(random);
            Landmarks calm = next(raw);
            if (i > 15) {
                in += raw.disagreement(lastRaw); // from frame to frame
                out += calm.disagreement(lastCalm);
            }
            lastRaw = raw;
            lastCalm = calm;
        }
        assertThat(out / in).isLessThan(0.5);
    }

    @Test
    void aMouthThatSpeaksIsLessThanAFrameBehind() {
        double now = 0;
        double before = 0;
        double last = 0;
        for (int i = 0; i < 60; i++) {
            double cm = 0.8 + 0.8 * Math.sin(2 * Math.PI * 3 * i / 30.0); // three times a second
            Landmarks raw = Poses.posed(Poses.mouthOpen(mesh, cm), 0, 0, SCALE, 320, 240);
            double calm = next(raw).mouthOpening();
            if (i > 10) {
                now += Math.abs(calm - raw.mouthOpening());
                before += Math.abs(calm - last);
            }
            last = raw.mouthOpening();
        }
        assertThat(now).as("nearer this frame than the one before").isLessThan(before / 2);
    }

    @Test
    void aHeadThatMovesIsLessThanAFrameBehind() {
        double step = 5; // pixels a frame: two eye distances a second
        Landmarks raw = null;
        Landmarks calm = null;
        for (int i = 0; i < 30; i++) {
            raw = Poses.standing(mesh, 100 + step * i, 240, SCALE);
            calm = next(raw);
        }
        assertThat(raw.centreX() - calm.centreX()).isBetween(-step / 2, step / 2);
    }

    @Test
    void afterHalfASecondItBeginsAnew() {
        next(Poses.standing(mesh, 320, 240, SCALE));
        Landmarks elsewhere = Poses.standing(mesh, 350, 250, SCALE);
        assertThat(elsewhere.disagreement(next(elsewhere))).as("calmed").isGreaterThan(0.01);
        now += 600_000_000;
        Landmarks back = Poses.standing(mesh, 320, 240, SCALE);
        assertThat(back.disagreement(next(back))).isCloseTo(0, within(1e-9));
    }

    @Test
    void whatIsForgottenIsForgotten() {
        next(Poses.standing(mesh, 320, 240, SCALE));
        filter.reset();
        Landmarks elsewhere = Poses.standing(mesh, 350, 250, SCALE);
        assertThat(elsewhere.disagreement(next(elsewhere))).isCloseTo(0, within(1e-9));
    }

    @Test
    void irisesComeAlong() {
        double[] points = java.util.Arrays.copyOf(
                Poses.standing(mesh, 320, 240, SCALE).xyz(), (FaceMesh.POINTS + Landmarks.IRIS_POINTS) * 3);
        for (int i = FaceMesh.POINTS * 3; i < points.length; i++) {
            points[i] = 300;
        }
        next(new Landmarks(points));
        Landmarks calm = next(new Landmarks(points));
        assertThat(calm.hasIrises()).isTrue();
        assertThat(calm.iris(1)).containsExactly(new double[] {300, 300}, within(1e-6));
    }
}
