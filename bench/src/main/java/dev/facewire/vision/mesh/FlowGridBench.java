package dev.facewire.vision.mesh;

import dev.facewire.vision.face.FaceMesh;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The raster of a face's flow, once a face and frame. In this package, for it is no business of others. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FlowGridBench {
    private final FaceMesh mesh = FaceMesh.load();
    private final FlowGrid grid = new FlowGrid(mesh);
    private final boolean[] holes = FaceMesh.insideMouth();
    private final float[] values = new float[FaceMesh.POINTS * FlowGrid.CHANNELS];
    private final double[] places = GridFrame.of(upright(mesh)).cells(upright(mesh));
    private final ByteBuffer out = ByteBuffer.allocateDirect(
                    FlowGrid.CHANNELS * FlowGrid.SIDE * FlowGrid.SIDE * Float.BYTES)
            .order(ByteOrder.nativeOrder());

    /** The canonical face, as large as before a camera at 640×480. */
    private static double[] upright(FaceMesh mesh) {
        double[] points = mesh.points().clone();
        for (int i = 0; i < points.length; i += 3) {
            points[i] = 320 + 13 * points[i];
            points[i + 1] = 240 + 13 * points[i + 1];
        }
        return points;
    }

    @Benchmark
    public ByteBuffer raster() {
        grid.draw(places, values, holes);
        grid.put(out, 0);
        return out;
    }
}
