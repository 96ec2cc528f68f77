package dev.facewire.vision.importing;

import dev.facewire.vision.model.UnusableModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code models/convert.py}, which the jar holds, with the user's own Python and torch, in a process of its own: a pickle is
 * read there, as weights only, and nowhere else.
 */
final class Converter {
    private static final List<String> SCRIPTS = List.of("convert.py", "swap_net.py");
    private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");
    private static final int PROBE_SECONDS = 60;
    private static final int PATIENCE_MINUTES = 20;

    private final String python;

    /** @param python a command; null to look for one that has torch */
    Converter(String python) {
        this.python = python;
    }

    /**
     * Converts.
     *
     * @param emap null where it is in the file
     * @throws UnusableModelException in the script's own words
     */
    void convert(Path file, Path emap, Path output) {
        String with = python == null ? find() : python;
        Path folder = null;
        try {
            folder = Files.createTempDirectory("facewire-convert");
            for (String script : SCRIPTS) {
                try (InputStream in = Converter.class.getResourceAsStream("/models/known/" + script)) {
                    Files.copy(in, folder.resolve(script));
                }
            }
            List<String> command = new ArrayList<>(List.of(
                    with,
                    "-B",
                    folder.resolve("convert.py").toString(),
                    file.toAbsolutePath().toString(),
                    "--output",
                    output.toAbsolutePath().toString()));
            if (emap != null) {
                command.addAll(List.of("--emap", emap.toAbsolutePath().toString()));
            }
            run(command, folder);
        } catch (IOException e) {
            throw new UnusableModelException("'" + with + "' can't be run (" + e.getMessage() + "); give --python", e);
        } finally {
            delete(folder);
        }
    }

    private static void run(List<String> command, Path folder) throws IOException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new UnusableModelException("the conversion takes more than " + PATIENCE_MINUTES + " minutes");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new UnusableModelException("interrupted", e);
        }
        if (process.exitValue() != 0) {
            String said = Files.readString(log, StandardCharsets.UTF_8).strip();
            throw new UnusableModelException(
                    said.isEmpty()
                            ? "the conversion failed without a word"
                            : said.lines().reduce((a, b) -> b).orElse(said));
        }
    }

    private static String find() {
        for (String candidate : PYTHONS) {
            try {
                Process process = new ProcessBuilder(candidate, "-c", "import torch")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0) {
                    return candidate;
                }
                process.destroyForcibly();
            } catch (IOException notThere) {
                // the next one
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new UnusableModelException("converting needs a Python with torch, and for ONNX files with onnx (Debian:"
                + " sudo apt-get install python3-torch python3-onnx); say where it is with --python");
    }

    private static void delete(Path folder) {
        if (folder == null) {
            return;
        }
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            // a few kilobytes in the system's folder for temporary files
        }
    }
}
