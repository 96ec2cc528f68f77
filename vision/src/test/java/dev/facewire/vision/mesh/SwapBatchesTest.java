package dev.facewire.vision.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.engine.SwapEngine;
import dev.facewire.vision.face.FaceMesh;
import dev.facewire.vision.face.Landmarks;
import dev.facewire.vision.face.Poses;
import dev.facewire.vision.mesh.MeshSwapEngine.Bent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SwapBatchesTest {
    private static final FaceMesh MESH = FaceMesh.load();
    private static final I420Frame[] FRAMES = {I420Frame.allocate(641, 481), I420Frame.allocate(320, 240)};

    private static Bent face(int frame, double x, double y, double scale) {
        Landmarks face = Poses.standing(MESH, x, y, scale);
        I420Frame picture = FRAMES[frame];
        SwapEngine.Job job = new SwapEngine.Job(null, null, picture, face, null, null, null);
        return new Bent(
                job,
                face.xyz(),
                SwapRegion.of(face.xyz(), picture.width(), picture.height()),
                GridFrame.of(face.xyz()));
    }

    @Property(tries = 200)
    void everyFaceIsInOneBatchOfRegionsOfOneSize(
            @ForAll @Size(max = 30) List<@IntRange(max = 99_999) Integer> seeds,
            @ForAll @IntRange(min = 1, max = SwapBatches.LARGEST) int largest) {
        List<Bent> faces = seeds.stream()
                .map(seed -> face(seed % 2, 60 + seed % 200, 60 + seed % 130, 2 + seed % 17))
                .toList();
        IdentityHashMap<double[], SwapRegion> left = new IdentityHashMap<>();
        faces.forEach(face -> left.put(face.points(), face.region()));
        for (List<Bent> batch : SwapBatches.of(faces, largest)) {
            assertThat(batch).hasSizeBetween(1, largest);
            SwapRegion first = batch.get(0).region();
            for (Bent face : batch) {
                SwapRegion own = left.remove(face.points());
                SwapRegion region = face.region();
                assertThat(own).as("once only").isNotNull();
                assertThat(region.width()).isEqualTo(first.width());
                assertThat(region.height()).isEqualTo(first.height());
                assertThat(region.x0()).isBetween(0, own.x0());
                assertThat(region.y0()).isBetween(0, own.y0());
                assertThat(region.x1()).isBetween(own.x1(), face.job().frame().width());
                assertThat(region.y1()).isBetween(own.y1(), face.job().frame().height());
                assertThat(region.x0() % 2 + region.y0() % 2 + region.x1() % 2 + region.y1() % 2)
                        .isZero();
                assertThat((double) region.width() * region.height())
                        .isLessThanOrEqualTo(1.4 * own.width() * own.height());
            }
        }
        assertThat(left).isEmpty();
    }

    @Test
    void facesOfLikeSizeGoTogetherAndOthersApart() {
        List<Bent> faces = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            faces.add(face(0, 200 + 50 * i, 240, 10 + 0.2 * i));
        }
        faces.add(face(0, 300, 240, 5));
        assertThat(SwapBatches.of(faces, 16).stream().map(Collection::size)).containsExactlyInAnyOrder(4, 1);
        assertThat(SwapBatches.of(faces, 2).stream().map(Collection::size)).containsExactlyInAnyOrder(2, 2, 1);
    }

    @Test
    void noFacesAreNoBatches() {
        assertThat(SwapBatches.of(List.of(), 16)).isEmpty();
        assertThat(SwapBatches.of(List.of(), 1)).isEmpty();
    }
}
