package dev.facewire.client.manual;

import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.fault.Words;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.sdp.AwaitedDescription;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The file in which the answer appears, whole or while it is still being copied. Not thread-safe. */
final class AnswerFile {
    private final Path file;
    private final AwaitedDescription awaited = new AwaitedDescription("answer");

    AnswerFile(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /**
     * Removes an answer of an earlier time, which would be taken for the one that is waited for.
     *
     * @return whether there was one
     * @throws ClientFault where something else is there, which a person may want to keep
     */
    boolean removeOld() {
        if (!Files.exists(file)) {
            return false;
        }
        try {
            byte[] old = bytes();
            if (old.length > 0) {
                awaited.require(old);
            }
            Files.delete(file);
            return true;
        } catch (Fault e) {
            throw ClientFault.usage("'" + file + "' is there, and is no old answer: " + e.detail()
                    + "; move it away, or name another file with --answer");
        } catch (IOException e) {
            throw ClientFault.usage("the old answer '" + file + "' can't be removed: " + Words.of(e));
        }
    }

    /**
     * The answer, once it is there in whole.
     *
     * @throws Fault where something else is there; once for each content
     */
    Optional<String> look() {
        try {
            return awaited.look(Files.isRegularFile(file) ? bytes() : new byte[0]);
        } catch (IOException notNow) {
            return Optional.empty();
        }
    }

    /** The answer, or what is wrong with the file: for a person who says that it is there. */
    String require() {
        if (!Files.isRegularFile(file)) {
            throw ClientFault.run("there is no '" + file + "'");
        }
        try {
            return awaited.require(bytes());
        } catch (IOException | Fault e) {
            throw ClientFault.run("'" + file + "' can't be used: " + Words.of(e));
        }
    }

    private byte[] bytes() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(AwaitedDescription.MAX_BYTES + 1);
        }
    }
}
