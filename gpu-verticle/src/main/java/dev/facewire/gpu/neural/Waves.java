package dev.facewire.gpu.neural;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which faces go through the network together. Two of one frame whose regions overlap never do: each region is written back whole, and
 * the second would put the first one's bare face back. Faces of like size go together where there are too many for one batch,
 * because all canvases of a batch are of one size. Pure.
 */
final class Waves {
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
            for (int from = 0; from < wave.size(); from += largest) {
                batches.add(wave.subList(from, Math.min(wave.size(), from + largest)));
            }
        }
        return batches;
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
