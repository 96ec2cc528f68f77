package dev.facewire.vision.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facewire.vision.face.Box;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.Poses;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SwapRegionTest {
    private static final FaceMesh MESH = FaceMesh.load();

    @Property(tries = 300)
    void itHoldsTheFaceAndStaysWithinThePicture(
            @ForAll @IntRange(min = 64, max = 700) int width,
            @ForAll @IntRange(min = 64, max = 500) int height,
            @ForAll @DoubleRange(min = 0.1, max = 0.9) double x,
            @ForAll @DoubleRange(min = 0.1, max = 0.9) double y,
            @ForAll @DoubleRange(min = 1, max = 60) double scale) {
        Landmarks face = Poses.standing(MESH, x * width, y * height, scale);
        SwapRegion region = SwapRegion.of(face.xyz(), width, height);
        Box box = face.box();
        assertThat(region.x0() % 2 + region.y0() % 2 + region.x1() % 2 + region.y1() % 2)
                .isZero();
        assertThat((double) region.x0()).isBetween(0.0, Math.max(0, box.x0()));
        assertThat((double) region.y0()).isBetween(0.0, Math.max(0, box.y0()));
        assertThat((double) region.x1()).isBetween(Math.min(width & ~1, box.x1()), (double) width);
        assertThat((double) region.y1()).isBetween(Math.min(height & ~1, box.y1()), (double) height);
    }

    @Test
    void aRegionThatGrowsMovesBackIntoThePicture() {
        SwapRegion atTheEdge = new SwapRegion(500, 400, 640, 480);
        assertThat(atTheEdge.grown(200, 100, 641, 481)).isEqualTo(new SwapRegion(440, 380, 640, 480));
        assertThat(atTheEdge.grown(140, 80, 641, 481)).isEqualTo(atTheEdge);
        assertThat(new SwapRegion(0, 0, 20, 20).grown(30, 40, 640, 480)).isEqualTo(new SwapRegion(0, 0, 30, 40));
    }

    @Test
    void aRegionIsTwoUnitsWideAndHigh() {
        SwapRegion region = new SwapRegion(10, 20, 110, 70);
        assertThat(region.normalX(99)).isCloseTo(2, within(1e-6f));
        assertThat(region.normalY(-24.5)).isCloseTo(-1, within(1e-6f));
    }
}
