package dev.facewire.vision.neural;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which faces go through the network together. Two of one frame whose regions overlap never do: each region is written back whole, and
 * the second would put the first one's bare face back. Faces of like size go together where there are too many for one batch,
 * because all canvases of a batch are of one size. Pure.
 */
final class Waves {
    /**
     * The pixels of all canvases of a batch together: 32 faces of 512 × 512. A few close-ups at 4K go in a batch of their own, or
     * they would make a full batch's canvases their size, and no bound of the device's memory would hold.
     */
    static final long CANVAS_PIXELS = 32L * 512 * 512;

    private Waves() {}

    /** @param largest faces in a batch */
    static List<List<PlacedFace>> of(List<PlacedFace> faces, int largest) {
        List<List<PlacedFace>> waves = new ArrayList<>();
        for (PlacedFace face : faces) {
            List<PlacedFace> wave = waves.stream()
                    .filter(one -> one.stream().noneMatch(face::collides))
                    .findFirst()
                    .orElse(null);
            if (wave == null) {
                wave = new ArrayList<>();
                waves.add(wave);
            }
            wave.add(face);
        }
        List<List<PlacedFace>> batches = new ArrayList<>();
        for (List<PlacedFace> wave : waves) {
            wave.sort(Comparator.comparingInt(PlacedFace::area));
            cut(wave, largest, batches);
        }
        return batches;
    }

    private static void cut(List<PlacedFace> wave, int largest, List<List<PlacedFace>> batches) {
        int from = 0;
        int width = 0;
        int height = 0;
        for (int i = 0; i < wave.size(); i++) {
            CanvasRegion region = wave.get(i).region();
            width = Math.max(width, region.width());
            height = Math.max(height, region.height());
            if (i - from == largest || (i > from && (i - from + 1L) * width * height > CANVAS_PIXELS)) {
                batches.add(wave.subList(from, i));
                from = i;
                width = region.width();
                height = region.height();
            }
        }
        batches.add(wave.subList(from, wave.size()));
    }

    /** The smallest of the sizes that holds so many. */
    static int padded(int faces, int[] sizes) {
        for (int size : sizes) {
            if (size >= faces) {
                return size;
            }
        }
        throw new IllegalArgumentException(faces + " faces in a batch");
    }
}
