package dev.facewire.vision.neural;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.media.I420Frame;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.vision.engine.SwapEngine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WavesTest {
    private static PlacedFace face(int width, int height) {
        SwapEngine.Job job =
                new SwapEngine.Job(null, null, I420Frame.allocate(16, 16), null, null, null, SessionOptions.DEFAULTS);
        return new PlacedFace(job, null, new CanvasRegion(0, 0, width, height));
    }

    private static List<PlacedFace> faces(int count, int width, int height) {
        List<PlacedFace> faces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            faces.add(face(width, height));
        }
        return faces;
    }

    private static long canvases(List<PlacedFace> batch) {
        long w = batch.stream().mapToInt(face -> face.region().width()).max().orElseThrow();
        long h = batch.stream().mapToInt(face -> face.region().height()).max().orElseThrow();
        return batch.size() * w * h;
    }

    @Test
    void facesOfAWebcamGoTogether() {
        assertThat(Waves.of(faces(32, 300, 400), 32)).hasSize(1);
        assertThat(Waves.of(faces(33, 300, 400), 32)).extracting(List::size).containsExactly(32, 1);
        assertThat(Waves.of(List.of(), 32)).isEmpty();
    }

    @Test
    void closeUpsDoNotMakeTheCanvasesOfAFullBatchTheirSize() {
        List<PlacedFace> all = faces(29, 200, 260);
        all.addAll(faces(3, 2000, 2000));
        all.add(face(300, 100));
        List<List<PlacedFace>> batches = Waves.of(all, 32);
        assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(33);
        assertThat(batches).allSatisfy(batch -> assertThat(canvases(batch)).isLessThanOrEqualTo(Waves.CANVAS_PIXELS));
        assertThat(batches.get(0)).as("the others go together").hasSize(30);
    }

    @Test
    void aFaceThatIsLargerThanAllThatIsAllowedGoesAlone() {
        assertThat(Waves.of(faces(2, 4000, 3000), 32)).extracting(List::size).containsExactly(1, 1);
    }
}
