package dev.facewire.client.files;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;

/** Where a name leads: through symbolic links, and past the several names that one file may have. */
final class Places {
    private static final int MAX_LINKS = 40; // Linux' own limit
    /** Windows and macOS keep one file for names that differ in case only, and macOS for both forms of an umlaut. */
    private static final boolean CASE_MATTERS =
            !System.getProperty("os.name").toLowerCase(Locale.ROOT).matches("(windows|mac).*");

    private Places() {}

    /**
     * The absolute path of the file that would be written under a name: its folder's real path, links followed. The file
     * itself need not be there.
     *
     * @throws IOException where the folder is missing, or links go in a circle
     */
    static Path target(Path name) throws IOException {
        Path path = name.toAbsolutePath();
        for (int followed = 0; followed <= MAX_LINKS; followed++) {
            Path file = path.getFileName();
            Path folder = path.getParent();
            if (file == null || folder == null) {
                return path;
            }
            path = folder.toRealPath().resolve(file);
            if (!Files.isSymbolicLink(path)) {
                return path;
            }
            path = path.resolveSibling(Files.readSymbolicLink(path));
        }
        throw new FileSystemLoopException(name.toString());
    }

    /** Whether two names lead to one file, through links of either kind; also where the file is not there yet. */
    static boolean same(Path one, Path other) {
        try {
            if (Files.exists(one) && Files.exists(other)) {
                return Files.isSameFile(one, other);
            }
            return key(target(one)).equals(key(target(other)));
        } catch (IOException notThere) {
            return key(one.toAbsolutePath().normalize())
                    .equals(key(other.toAbsolutePath().normalize()));
        }
    }

    private static String key(Path path) {
        return CASE_MATTERS
                ? path.toString()
                : Normalizer.normalize(path.toString(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
