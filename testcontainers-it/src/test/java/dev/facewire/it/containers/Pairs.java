package dev.facewire.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.it.process.PairedClip;
import dev.facewire.it.process.PairedClip.Pair;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Looks at what a client wrote: whether a bare face came back. */
final class Pairs {
    /** The middle of the face in the demo's clip at 320×240, in pixels: x0, y0, x1, y1. It hardly moves. */
    private static final int[] FACE = {130, 80, 190, 150};
    /** Coding changes a bare face by less than this, in levels of 255; the swap changes it by more than double. */
    private static final double BARE = 5;

    private Pairs() {}

    /** In every pair of pictures the face is another. */
    static void assertNoneBare(Path file) throws IOException {
        List<Pair> pairs = PairedClip.read(file, 1);
        assertThat(pairs).hasSizeGreaterThan(20);
        assertThat(pairs).allSatisfy(pair -> assertThat(
                        pair.sent().difference(pair.returned(), FACE[0], FACE[1], FACE[2], FACE[3]))
                .isGreaterThan(BARE));
    }
}
