package dev.facewire.vision.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Poses;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FlowGridTest {
    private static final int SIDE = FlowGrid.SIDE;

    private final FaceMesh mesh = FaceMesh.load();
    private final FlowGrid grid = new FlowGrid(mesh);
    private final double[] points = Poses.standing(mesh, 300, 200, 10).xyz();
    private final GridFrame frame = GridFrame.of(points);
    private final double[] cells = frame.cells(points);
    private final boolean[] noHole = new boolean[FaceMesh.POINTS];

    private float[] values() {
        float[] values = new float[FaceMesh.POINTS * FlowGrid.CHANNELS];
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            values[i * FlowGrid.CHANNELS + FlowGrid.TEXTURE_X] = (float) (cells[i * 3] / SIDE); // linear
            values[i * FlowGrid.CHANNELS + FlowGrid.SHIFT_X] = 0.5f;
            values[i * FlowGrid.CHANNELS + FlowGrid.SHIFT_Y] = -0.25f;
            values[i * FlowGrid.CHANNELS + FlowGrid.ALPHA] = 1;
            values[i * FlowGrid.CHANNELS + FlowGrid.FEATURE] = 0.75f;
        }
        return values;
    }

    private int cell(int vertex) {
        return (int) Math.round(cells[vertex * 3 + 1]) * SIDE + (int) Math.round(cells[vertex * 3]);
    }

    @Test
    void inTheMiddleEachChannelHasItsValue() {
        grid.draw(cells, values(), noHole);
        int nose = cell(1);
        assertThat(grid.channel(FlowGrid.TEXTURE_X)[nose]).isCloseTo((float) (nose % SIDE) / SIDE, within(1e-3f));
        assertThat(grid.channel(FlowGrid.SHIFT_X)[nose]).isCloseTo(0.5f, within(1e-4f));
        assertThat(grid.channel(FlowGrid.SHIFT_Y)[nose]).isCloseTo(-0.25f, within(1e-4f));
        assertThat(grid.channel(FlowGrid.ALPHA)[nose]).isCloseTo(1, within(1e-4f));
        assertThat(grid.channel(FlowGrid.FEATURE)[nose]).isCloseTo(0.75f, within(1e-4f));
    }

    @Test
    void textureAndShiftFadeTogetherTowardsTheRim() {
        grid.draw(cells, values(), noHole);
        float[] alpha = grid.channel(FlowGrid.ALPHA);
        int row = SIDE / 2;
        int from = 0;
        while (!grid.within(row * SIDE + from, all())) {
            assertThat(alpha[row * SIDE + from]).as("beside the face").isZero();
            from++;
        }
        assertThat(alpha[row * SIDE + from]).as("at its rim").isZero();
        for (int x = from; x < from + 8; x++) {
            int at = row * SIDE + x;
            assertThat(alpha[at + 1]).as("cell " + x).isGreaterThanOrEqualTo(alpha[at] - 1e-6f);
            assertThat(alpha[at + 1] - alpha[at]).as("no edge at " + x).isLessThan(0.4f);
            assertThat(grid.channel(FlowGrid.SHIFT_X)[at]).isCloseTo(0.5f * alpha[at], within(0.01f));
        }
        assertThat(alpha[row * SIDE + from + 8]).isCloseTo(1, within(1e-4f));
    }

    private static boolean[] all() {
        boolean[] all = new boolean[FaceMesh.POINTS];
        Arrays.fill(all, true);
        return all;
    }

    @Test
    void holesShowNothingOfTheTextureAndAreSoftAtTheirEdges() {
        boolean[] eye = FaceMesh.rightEye();
        grid.draw(cells, values(), eye);
        float[] alpha = grid.channel(FlowGrid.ALPHA);
        double[] middle = FaceMesh.eyeCorners(0, cells);
        assertThat(alpha[(int) Math.round(middle[1]) * SIDE + (int) Math.round(middle[0])])
                .isZero();
        int within = 0;
        int between = 0;
        for (int i = 0; i < alpha.length; i++) {
            if (grid.within(i, eye)) {
                within++;
                assertThat(alpha[i]).isZero();
            }
            int row = i / SIDE;
            boolean near = Math.hypot(i % SIDE - middle[0], row - middle[1]) < 20;
            between += near && alpha[i] > 0.05 && alpha[i] < 0.95 ? 1 : 0;
        }
        assertThat(within).isGreaterThan(30);
        assertThat(between).isGreaterThan(20);
        assertThat(alpha[cell(1)]).as("the nose").isCloseTo(1, within(1e-4f));
    }

    @Test
    void nothingIsLeftOfTheFaceBefore() {
        grid.draw(cells, values(), noHole);
        double[] elsewhere = cells.clone();
        for (int i = 0; i < elsewhere.length; i += 3) {
            elsewhere[i] += 10 * SIDE;
        }
        grid.draw(elsewhere, values(), noHole);
        for (int c = 0; c < FlowGrid.CHANNELS; c++) {
            assertThat(grid.channel(c)).containsOnly(0);
        }
    }

    @Test
    void aBatchHoldsOneGridAfterTheOther() {
        grid.draw(cells, values(), noHole);
        int floats = FlowGrid.CHANNELS * SIDE * SIDE;
        ByteBuffer batch = ByteBuffer.allocateDirect(2 * floats * Float.BYTES).order(ByteOrder.nativeOrder());
        grid.put(batch, 1);
        int nose = cell(1);
        for (int c = 0; c < FlowGrid.CHANNELS; c++) {
            int at = c * SIDE * SIDE + nose;
            assertThat(batch.asFloatBuffer().get(floats + at)).isEqualTo(grid.channel(c)[nose]);
            assertThat(batch.asFloatBuffer().get(at)).isZero();
        }
    }

    @Test
    void theGridGoesWithTheFaceAndNotWithWholePixels() {
        double[] moved = points.clone();
        for (int i = 0; i < moved.length; i += 3) {
            moved[i] += 0.37;
            moved[i + 1] -= 7.91;
        }
        double[] there = GridFrame.of(moved).cells(moved);
        for (int i = 0; i < there.length; i++) {
            assertThat(there[i]).isCloseTo(cells[i], within(1e-9));
            assertThat(i % 3 == 2 || (there[i] > 2 && there[i] < SIDE - 3))
                    .as("clear of the grid's rim")
                    .isTrue();
        }
    }
}
