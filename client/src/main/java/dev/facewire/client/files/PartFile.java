package dev.facewire.client.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that is written beside the one that was asked for ({@code NAME.….part}) and takes its place when it is whole:
 * what stood there before is lost only to something better. A name that is a symbolic link stays one; what it points at
 * is replaced. Used by one thread.
 */
public final class PartFile {
    /** A name may have 255 bytes on most systems; a character has up to four. */
    private static final int NAME_CHARACTERS = 50;

    private static final int TRIES = 8;
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path target;
    private final Path part;

    private PartFile(Path target, Path part) {
        this.target = target;
        this.part = part;
    }

    /**
     * Creates an empty file beside the one that was asked for.
     *
     * @throws IOException where none can be created there
     */
    public static PartFile create(Path asked) throws IOException {
        return beside(Places.target(asked));
    }

    private static PartFile beside(Path target, FileAttribute<?>... attributes) throws IOException {
        String name = String.valueOf(target.getFileName());
        String start = name.substring(
                0, name.offsetByCodePoints(0, Math.min(NAME_CHARACTERS, name.codePointCount(0, name.length()))));
        for (int tried = 1; ; tried++) {
            String random =
                    HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
            Path part = target.resolveSibling(start + "." + random + ".part");
            try {
                Files.createFile(part, attributes); // fails where something is there, a link included
                return new PartFile(target, part);
            } catch (FileAlreadyExistsException e) {
                if (tried == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Where to write; absolute. */
    public Path path() {
        return part;
    }

    /** Gives the file the name that was asked for. */
    public void keep() throws IOException {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes it; what stood under the name that was asked for stays. */
    public void discard() {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // An empty or broken file more, under a name that says so.
        }
    }

    /**
     * Writes a small file whole.
     *
     * @throws IOException where it can't be written; nothing has changed then
     */
    public static void write(Path asked, byte[] bytes) throws IOException {
        write(create(asked), bytes);
    }

    /**
     * Writes a small file whole that only its owner may read (where the file system knows owners). A link of that name is
     * replaced and not followed: it may be somebody else's.
     *
     * @throws IOException where it can't be written; nothing has changed then
     */
    public static void writePrivate(Path asked, byte[] bytes) throws IOException {
        Path target = asked.toAbsolutePath();
        boolean posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
        write(posix ? beside(target, OWNER_ONLY) : beside(target), bytes);
    }

    private static void write(PartFile file, byte[] bytes) throws IOException {
        try {
            Files.write(file.path(), bytes);
            file.keep();
        } catch (IOException | RuntimeException e) {
            file.discard();
            throw e;
        }
    }
}
