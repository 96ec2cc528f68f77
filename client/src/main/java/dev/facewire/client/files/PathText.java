package dev.facewire.client.files;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/** File names as a person writes them on the command line. Pure. */
public final class PathText {
    private PathText() {}

    /**
     * The path.
     *
     * @throws IllegalArgumentException with words for a person
     */
    public static Path parse(String text) {
        String names = System.getProperty("sun.jnu.encoding", "UTF-8");
        if (!names.toUpperCase(Locale.ROOT).startsWith("UTF") && !text.chars().allMatch(c -> c < 128)) {
            throw new IllegalArgumentException("'" + text + "' can't be opened: this locale (" + names
                    + ") has no such letters; run with LC_ALL=C.UTF-8");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text + "' is no file name: " + e.getReason(), e);
        }
    }
}
