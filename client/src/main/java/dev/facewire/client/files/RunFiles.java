package dev.facewire.client.files;

import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.fault.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * All files that a run reads and writes, checked before anything is started: each output can be written, and is none of
 * the inputs and no other output, under whatever name.
 */
public final class RunFiles {
    private record Named(String option, Path path) {}

    private final List<Named> read = new ArrayList<>();
    private final List<Named> written = new ArrayList<>();

    /** Adds a file that is read; null adds nothing. */
    public RunFiles reads(String option, Path file) {
        if (file != null) {
            read.add(new Named(option, file));
        }
        return this;
    }

    /**
     * Adds a file that is written; null adds nothing.
     *
     * @param endings that its name may have, for example {@code .png}; none where any will do
     * @throws ClientFault where it can't be written
     */
    public RunFiles writes(String option, Path file, List<String> endings) {
        if (file != null) {
            requireEnding(option, file, endings);
            requireWritable(option, file);
            written.add(new Named(option, file));
        }
        return this;
    }

    /** Adds a file that is removed and expected anew from elsewhere; null adds nothing. */
    public RunFiles removes(String option, Path file) {
        if (file != null) {
            written.add(new Named(option, file));
        }
        return this;
    }

    /**
     * Compares all of them.
     *
     * @throws ClientFault where one file would be written by two options, or read and written
     */
    public void requireApart() {
        for (int i = 0; i < written.size(); i++) {
            Named output = written.get(i);
            for (Named input : read) {
                if (Places.same(output.path(), input.path())) {
                    throw ClientFault.usage(output.option() + " and " + input.option() + " are the same file, '"
                            + output.path() + "': it would be overwritten; write to another one");
                }
            }
            for (Named other : written.subList(0, i)) {
                if (Places.same(output.path(), other.path())) {
                    throw ClientFault.usage(other.option() + " and " + output.option() + " are the same file, '"
                            + output.path() + "': give each a name of its own");
                }
            }
        }
    }

    private static void requireEnding(String option, Path file, List<String> endings) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        for (String ending : endings) {
            if (name.endsWith(ending)) {
                return;
            }
        }
        if (!endings.isEmpty()) {
            throw ClientFault.usage(option + ": '" + file + "' must end with " + String.join(" or ", endings));
        }
    }

    private static void requireWritable(String option, Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw ClientFault.usage(option + ": there is no folder '" + (folder == null ? file : folder) + "'");
        }
        String cannot = option + ": '" + file + "' can't be written: ";
        try {
            Path target = Places.target(file);
            if (thereAsNoFile(target)) {
                throw ClientFault.usage(
                        cannot + (Files.isDirectory(target) ? "it is a folder" : "it is no plain file"));
            }
            if (Files.exists(target) && !Files.isWritable(target)) {
                throw ClientFault.usage(cannot + "it is write-protected");
            }
            PartFile.create(file).discard(); // the one check that a full quota or a read-only disk can't fool
        } catch (IOException e) {
            throw ClientFault.usage(cannot + Words.of(e));
        }
    }

    /** Also fails where the name itself is none that this system can have. */
    private static boolean thereAsNoFile(Path target) throws IOException {
        try {
            return !Files.readAttributes(target, BasicFileAttributes.class).isRegularFile();
        } catch (NoSuchFileException notThere) {
            return false;
        }
    }
}
