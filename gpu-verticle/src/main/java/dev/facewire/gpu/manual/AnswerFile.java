package dev.facewire.gpu.manual;

import dev.facewire.protocol.Json;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.sdp.AwaitedDescription;
import dev.facewire.protocol.sdp.Description;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/** The file into which answers go. It holds the password of a connection: only its owner may read it. */
final class AnswerFile {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;

    AnswerFile(Path file) {
        this.file = file;
    }

    /**
     * Removes an answer of an earlier time, which would be taken for the one that is waited for.
     *
     * @return whether there was one
     * @throws IllegalArgumentException where something else is there, which a person may want to keep
     */
    boolean removeOld() {
        if (!Files.exists(file)) {
            return false;
        }
        try {
            byte[] old = OfferFile.read(file);
            if (old.length > 0 || !Files.isRegularFile(file)) {
                new AwaitedDescription("answer").require(old);
            }
            Files.delete(file);
            return true;
        } catch (Fault e) {
            throw new IllegalArgumentException(
                    "--answer: '" + file + "' is there, and is no old answer: " + e.detail()
                            + "; move it away, or name another file",
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException("--answer: the old '" + file + "' can't be removed", e);
        }
    }

    /**
     * Writes an answer beside it, then under its name: who waits for it never reads half of it. What has that name is
     * replaced, a link too: nothing is written through one.
     */
    void write(String sdp) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".part");
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.createFile(part, posix ? new FileAttribute<?>[] {OWNER_ONLY} : new FileAttribute<?>[0]);
        try {
            Files.write(part, Json.encode(new Description(sdp, "answer")).getBytes(StandardCharsets.UTF_8));
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
