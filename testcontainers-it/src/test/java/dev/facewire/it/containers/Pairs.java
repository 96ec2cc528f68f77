package dev.facewire.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.bench.moves.DemoFace;
import dev.facewire.it.process.PairedClip;
import dev.facewire.it.process.PairedClip.Pair;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Looks at what a client wrote: whether a bare face came back. */
final class Pairs {
    private Pairs() {}

    /** In every pair of pictures the face is another. */
    static void assertNoneBare(Path file) throws IOException {
        List<Pair> pairs = PairedClip.read(file, 1);
        assertThat(pairs).hasSizeGreaterThan(20);
        assertThat(pairs).allSatisfy(pair -> assertThat(
                        pair.sent().difference(pair.returned(), DemoFace.X0, DemoFace.Y0, DemoFace.X1, DemoFace.Y1))
                .isGreaterThan(DemoFace.BARE));
    }
}
