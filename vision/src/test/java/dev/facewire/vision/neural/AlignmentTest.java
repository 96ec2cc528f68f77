package dev.facewire.vision.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.Poses;
import dev.facewire.vision.model.AlignmentTemplate;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlignmentTest {
    @Test
    void aSimilarityIsFoundAgain() {
        Random random = new Random(3);
        Alignment made = new Alignment(0.7, -0.4, 12, 90);
        double[] from = random.doubles(10, 0, 400).toArray();
        double[] to = new double[10];
        for (int i = 0; i < 10; i += 2) {
            to[i] = made.cropX(from[i], from[i + 1]);
            to[i + 1] = made.cropY(from[i], from[i + 1]);
        }
        Alignment found = Alignment.between(from, to);
        assertThat(found.a()).isCloseTo(0.7, within(1e-9));
        assertThat(found.b()).isCloseTo(-0.4, within(1e-9));
        assertThat(found.tx()).isCloseTo(12, within(1e-7));
        assertThat(found.scale()).isCloseTo(Math.hypot(0.7, 0.4), within(1e-9));
        double[] back = found.picture(found.cropX(33, 44), found.cropY(33, 44));
        assertThat(back[0]).isCloseTo(33, within(1e-7));
        assertThat(back[1]).isCloseTo(44, within(1e-7));
        Alignment shifted = found.from(10, 20);
        assertThat(shifted.cropX(23, 24)).isCloseTo(found.cropX(33, 44), within(1e-9));
    }

    @Test
    void pointsInOnePlaceAreRefused() {
        assertThatThrownBy(() -> Alignment.between(new double[10], new double[10]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFrontalFaceLiesOverTheTemplateAtBothSizes() {
        Landmarks face = Poses.posed(Scene.MESH, 0, 25, 9, 300, 200);
        for (int size : new int[] {128, 256}) {
            double[] points = AlignmentTemplate.ARCFACE_128.points(size);
            Alignment alignment = Alignment.of(face, AlignmentTemplate.ARCFACE_128, size);
            double[] five = Alignment.fivePoints(face);
            for (int i = 0; i < 10; i += 2) {
                double u = alignment.cropX(five[i], five[i + 1]);
                double v = alignment.cropY(five[i], five[i + 1]);
                assertThat(Math.hypot(u - points[i], v - points[i + 1]))
                        .as("point %d at %d", i / 2, size)
                        .isLessThan(0.06 * size);
            }
        }
    }

    @Test
    void anOutlineTellsHowFarInsideAPlaceIs() {
        float[] out = new float[3 * Outline.EDGES];
        Outline.around(new double[][] {{0, 0}, {10, 0}, {10, 10}, {0, 10}, {5, 5}}, 0, out, 0);
        assertThat(inside(out, 5, 5)).isCloseTo(5, within(1e-5));
        assertThat(inside(out, 9, 5)).isCloseTo(1, within(1e-5));
        assertThat(inside(out, 13, 5)).isCloseTo(-3, within(1e-5));
        Outline.around(new double[][] {{-50, -50}, {50, -50}, {50, 200}, {-50, 200}}, 40, out, 0);
        assertThat(inside(out, 1, 20)).as("never beyond the crop").isCloseTo(1, within(1e-5));
        Outline.none(out, 0);
        assertThat(inside(out, 5, 5)).isLessThan(-1000);
    }

    private static double inside(float[] edges, double x, double y) {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < edges.length; i += 3) {
            least = Math.min(least, edges[i] * x + edges[i + 1] * y + edges[i + 2]);
        }
        return least;
    }

    @Test
    void aRegionGoesIntoItsCanvasAndBack() {
        I420Frame frame = Scene.waves(101, 77, 5);
        CanvasRegion region = new CanvasRegion(30, 20, 40, 36);
        ByteBuffer canvas = ByteBuffer.allocateDirect(CanvasRegion.bytes(64, 64) + 7);
        region.pack(frame, canvas, 7, 64, 64);
        assertThat(canvas.get(7 + 64 * 3 + 5)).isEqualTo(frame.y().get(23 * frame.strideY() + 35));
        assertThat(canvas.get(7 + 40)).as("its edge is repeated").isEqualTo(canvas.get(7 + 39));
        I420Frame other = Scene.grey(101, 77);
        region.unpack(canvas, 7, 64, 64, other);
        for (int y = 0; y < 76; y++) {
            for (int x = 0; x < 100; x++) {
                boolean within = x >= 30 && x < 70 && y >= 20 && y < 56;
                assertThat(Scene.same(within ? frame : Scene.GREY, other, x, y)).isTrue();
            }
        }
    }

    @Test
    void theLargestBatchIsWhatTheDeviceHolds() {
        long file = 554L << 20;
        assertThat(NeuralCost.largest(file, 128, 1000)).isZero();
        assertThat(NeuralCost.largest(file, 128, 80_000)).isEqualTo(32);
        int middle = NeuralCost.largest(file, 256, 6000);
        assertThat(middle).isBetween(4, 16);
        assertThat(NeuralCost.memoryMib(file, 256, middle)).isLessThan(6000);
        // 349 GFLOP a face at 128 pixels, four times that at 256, counted from the architecture
        assertThat(NeuralCost.operations(554_000_000, 128)).isCloseTo(349e9, within(10e9));
        assertThat(NeuralCost.operations(554_000_000, 256)).isCloseTo(1397e9, within(40e9));
    }
}
