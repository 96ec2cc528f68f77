package dev.facewire.vision.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.Poses;
import org.junit.jupiter.api.Test;

class GazeTest {
    private final FaceMesh mesh = FaceMesh.load();
    private final Gaze gaze = new Gaze();

    private double closed(double share) {
        Landmarks face = Poses.posed(Poses.lids(mesh, share), 0, 0, 10, 300, 200);
        assertThat(gaze.closed(face, 1)).isBetween(0.0, 1.0);
        return gaze.closed(face, 0);
    }

    @Test
    void anEyeIsOpenUntilItIsMuchNarrowerThanAtItsWidest() {
        assertThat(closed(1)).isZero();
        assertThat(closed(0.85)).isZero();
        assertThat(closed(0.7)).as("narrowed, or looking down").isBetween(0.02, 0.15);
        assertThat(closed(0.5)).isBetween(0.4, 0.6);
        assertThat(closed(0.18)).isEqualTo(1);
        assertThat(closed(1)).isZero();
    }

    @Test
    void oneFrameWithEyesTornOpenChangesLittle() {
        closed(1);
        closed(3);
        assertThat(closed(0.85)).isZero();
    }

    @Test
    void whatIsWideForThisPersonIsLearntInTime() {
        closed(0.5);
        for (int i = 0; i < 100; i++) {
            closed(1);
        }
        assertThat(closed(0.4)).isGreaterThan(0.3);
    }

    @Test
    void theSourcesIrisIsMovedToWhereThePersonsIs() {
        FlowGrid grid = new FlowGrid(mesh);
        double[] points = Poses.standing(mesh, 300, 200, 10).xyz();
        GridFrame frame = GridFrame.of(points);
        float[] values = new float[FaceMesh.POINTS * FlowGrid.CHANNELS];
        for (int i = 0; i < FaceMesh.POINTS; i++) {
            values[i * FlowGrid.CHANNELS + FlowGrid.TEXTURE_X] = (float) (2 * mesh.uv()[i * 2] - 1);
            values[i * FlowGrid.CHANNELS + FlowGrid.TEXTURE_Y] = (float) (2 * mesh.uv()[i * 2 + 1] - 1);
        }
        grid.draw(frame.cells(points), values, new boolean[FaceMesh.POINTS]);
        float[] x = grid.channel(FlowGrid.TEXTURE_X);
        float[] y = grid.channel(FlowGrid.TEXTURE_Y);
        float[] before = x.clone();
        double[] middle = FaceMesh.eyeCorners(0, points);
        int column = (int) Math.round(frame.cellX(middle[0]));
        int row = (int) Math.round(frame.cellY(middle[1]));
        int cell = row * FlowGrid.SIDE + column;
        double toX = x[cell] + 0.03;
        double toY = y[cell] - 0.01;

        Gaze.look(grid, FaceMesh.rightEye(), column, row, 3, toX, toY);

        assertThat((double) x[cell]).isCloseTo(toX, within(0.003));
        assertThat((double) y[cell]).isCloseTo(toY, within(0.003));
        int moved = 0;
        for (int i = 0; i < x.length; i++) {
            if (x[i] != before[i]) {
                moved++;
                assertThat(Math.abs(i % FlowGrid.SIDE - column))
                        .as("within the eye")
                        .isLessThan(16);
                assertThat(Math.abs(Math.floorDiv(i, FlowGrid.SIDE) - row)).isLessThan(12);
            }
        }
        assertThat(moved).isGreaterThan(20);
    }

    @Test
    void anIrisBeyondTheGridIsLeftAlone() {
        FlowGrid grid = new FlowGrid(mesh);
        for (double far : new double[] {-1e9, -1, 0, FlowGrid.SIDE - 1.0, 1e9, Double.NaN}) {
            Gaze.look(grid, FaceMesh.rightEye(), far, far, 3, 0.5, 0.5);
        }
        assertThat(grid.channel(FlowGrid.TEXTURE_X)).containsOnly(0);
    }
}
