package dev.facewire.bench.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A network of the true architecture with random weights, by {@code models/random_models.py} and the user's Python with torch. */
final class RandomNetwork {
    private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");

    private RandomNetwork() {}

    /**
     * Makes one.
     *
     * @param width channels of its first layer; 128 is the true architecture
     * @throws IllegalArgumentException in words for the user
     */
    static Path make(Path home, Path folder, int width) throws IOException, InterruptedException {
        String given = System.getenv("FACEWIRE_PYTHON");
        List<String> candidates = given == null || given.isBlank() ? PYTHONS : List.of(given);
        Path log = folder.resolve("random-network.log");
        for (String python : candidates) {
            List<String> command = List.of(
                    python,
                    "-B",
                    home.resolve("models/random_models.py").toString(),
                    folder.toString(),
                    "--only",
                    "network",
                    "--width",
                    Integer.toString(width));
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
                if (process.waitFor() == 0) {
                    return folder.resolve("network.pt");
                }
            } catch (IOException notThere) {
                Files.writeString(log, String.valueOf(notThere.getMessage()), StandardCharsets.UTF_8);
            }
        }
        throw new IllegalArgumentException(
                "random weights are made by a Python with torch and numpy (Debian: python3-torch;"
                        + " FACEWIRE_PYTHON names another); see " + log + ", or give an imported --model");
    }
}
