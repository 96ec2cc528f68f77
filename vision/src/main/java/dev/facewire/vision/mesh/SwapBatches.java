package dev.facewire.vision.mesh;

import dev.facewire.vision.mesh.MeshSwapEngine.Bent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Puts faces of like size together, in regions of one size, so that they can be drawn in one call. Pure. */
final class SwapBatches {
    static final int LARGEST = 16;
    /** A region grows to at most this many times its area for the sake of a batch. */
    private static final double GROWTH = 1.4;

    private SwapBatches() {}

    /** @param largest faces in a batch */
    static List<List<Bent>> of(List<Bent> faces, int largest) {
        if (largest == 1 || faces.size() <= 1) {
            return faces.stream().map(List::of).toList();
        }
        List<Bent> sorted = new ArrayList<>(faces);
        sorted.sort(Comparator.comparingInt(face -> area(face.region())));
        List<List<Bent>> batches = new ArrayList<>();
        List<Bent> batch = new ArrayList<>();
        for (Bent face : sorted) {
            batch.add(face);
            if (batch.size() > largest || !fits(batch)) {
                batch.remove(batch.size() - 1);
                batches.add(level(batch));
                batch = new ArrayList<>(List.of(face));
            }
        }
        batches.add(level(batch));
        return batches;
    }

    private static boolean fits(List<Bent> batch) {
        int width = width(batch);
        int height = height(batch);
        return batch.stream()
                .allMatch(face -> width <= face.job().frame().width()
                        && height <= face.job().frame().height()
                        && (double) width * height <= GROWTH * area(face.region()));
    }

    private static List<Bent> level(List<Bent> batch) {
        int width = width(batch);
        int height = height(batch);
        return batch.stream()
                .map(face -> face.within(face.region()
                        .grown(
                                width,
                                height,
                                face.job().frame().width(),
                                face.job().frame().height())))
                .toList();
    }

    private static int width(List<Bent> batch) {
        return batch.stream().mapToInt(face -> face.region().width()).max().orElseThrow();
    }

    private static int height(List<Bent> batch) {
        return batch.stream().mapToInt(face -> face.region().height()).max().orElseThrow();
    }

    private static int area(SwapRegion region) {
        return region.width() * region.height();
    }
}
