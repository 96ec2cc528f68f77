package dev.facewire.vision.neural;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.media.I420Frame;
import dev.facewire.vision.engine.SwapEngine;
import dev.facewire.vision.importing.TestScripts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that paints how many faces it was given at once: what stands in each picture tells the batch that it was in. */
class BatchSizesIT {
    /** Colours of batches of 1, 2, 4, … : which of red, green and blue are there at all, which no light changes. */
    private static final List<String> COLOURS = List.of("100", "010", "001", "110", "011", "101");

    @TempDir
    static Path folder;

    private static Path counting;

    @BeforeAll
    static void make() throws Exception {
        counting = TestScripts.make(folder.resolve("counting.pt"), """
                def forward(self, target: Tensor, source: Tensor) -> Tensor:
                    n = target.size(0)
                    rgb = [[.8, 0., 0.], [0., .8, 0.], [0., 0., .8], [.8, .8, 0.], [0., .8, .8], [.8, 0., .8]]
                    power = 1
                    k = 0
                    while power < n:
                        power *= 2
                        k += 1
                    assert power == n and source.size(0) == n
                    return torch.tensor(rgb[k]).view(1, 3, 1, 1).expand(n, 3, target.size(2), target.size(3))
                """);
    }

    private static List<Integer> sizes(int faces, int largest) {
        try (Scene scene = new Scene(counting, 128, largest, -1)) {
            List<SwapEngine.Job> jobs = new ArrayList<>();
            for (int i = 0; i < faces; i++) {
                jobs.add(scene.job(
                        Scene.colour(1, 0, 0), Scene.grey(240, 180), Scene.posed(0, 0, 4 + 0.1 * i, 120, 90)));
            }
            scene.swap(jobs.toArray(SwapEngine.Job[]::new));
            return jobs.stream().map(job -> size(job.frame(), 120, 90)).toList();
        }
    }

    private static int size(I420Frame frame, double x, double y) {
        StringBuilder seen = new StringBuilder();
        for (double channel : Scene.at(frame, x, y)) {
            seen.append(channel > 0.3 ? '1' : '0');
        }
        assertThat(COLOURS).contains(seen.toString());
        return 1 << COLOURS.indexOf(seen.toString());
    }

    private static Integer[] times(int count, int size) {
        Integer[] all = new Integer[count];
        Arrays.fill(all, size);
        return all;
    }

    @Test
    void aBatchIsPaddedToTheNextOfFewSizes() {
        for (int[] one : new int[][] {{1, 1}, {2, 2}, {3, 4}, {5, 8}, {9, 16}}) {
            assertThat(sizes(one[0], 32)).as("%d faces", one[0]).containsExactly(times(one[0], one[1]));
        }
    }

    @Test
    void moreThanFitGoInSeveralBatchesThoseOfLikeSizeTogether() {
        List<Integer> sizes = sizes(11, 8);
        assertThat(sizes.subList(0, 8)).as("the smaller faces").containsExactly(times(8, 8));
        assertThat(sizes.subList(8, 11)).as("the three that are left, padded").containsExactly(times(3, 4));
        assertThat(sizes(3, 1)).as("as on a CPU").containsExactly(1, 1, 1);
    }

    @Test
    void facesOfOneFrameThatOverlapAreApartFromEachOtherAndTogetherWithOthers() {
        try (Scene scene = new Scene(counting, 128, 32, -1)) {
            I420Frame both = Scene.grey(640, 480);
            I420Frame other = Scene.grey(640, 480);
            scene.swap(
                    scene.job(Scene.colour(1, 0, 0), both, Scene.posed(0, 0, 9, 240, 240)),
                    scene.job(Scene.colour(1, 0, 0), both, Scene.posed(0, 0, 9, 390, 240)),
                    scene.job(Scene.colour(1, 0, 0), other, Scene.posed(0, 0, 9, 240, 240)));
            assertThat(size(both, 240, 240)).isEqualTo(2);
            assertThat(size(other, 240, 240)).isEqualTo(2);
            assertThat(size(both, 390, 240)).isEqualTo(1);
        }
    }
}
