package dev.facewire.gpu.manual;

import dev.facewire.protocol.sdp.AwaitedDescription;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file in which offers appear. Each is taken once: what stood there before counts as an offer too, because people copy it
 * first and start the node then. Not thread-safe.
 */
final class OfferFile {
    private final Path file;
    private final AwaitedDescription awaited = new AwaitedDescription("offer");

    OfferFile(Path file) {
        this.file = file;
    }

    /**
     * A new offer, if there is one.
     *
     * @throws dev.facewire.protocol.error.Fault where something else is there; once for each content
     */
    Optional<String> next() {
        return awaited.look(read(file));
    }

    /** At most a byte more than a description may have; none where there is no file. */
    static byte[] read(Path file) {
        if (!Files.isRegularFile(file)) {
            return new byte[0];
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(AwaitedDescription.MAX_BYTES + 1);
        } catch (IOException notNow) {
            return new byte[0];
        }
    }
}
