package dev.facewire.vision.importing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Files as people bring them, with seeded random weights, by {@code models/random_models.py} and the system's Python. */
public final class RandomModels {
    /** Debian's, which has python3-torch and python3-onnx; `./facewire test` installs both as root. */
    static final String PYTHON = "/usr/bin/python3";

    private static Boolean there; // asked once: importing torch takes seconds

    private RandomModels() {}

    /** Where this machine's Python has no torch or onnx, the test is skipped with a word; on CI, which has them, it fails. */
    static void need(Path folder) throws IOException, InterruptedException {
        if (there == null) {
            there = run(List.of(PYTHON, "-c", "import torch, onnx"), folder.resolve("probe.log")) == 0;
        }
        if (there) {
            return;
        }
        String why = "the conversion is not tested: " + PYTHON + " has no torch or onnx (apt-get install python3-torch"
                + " python3-onnx)";
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(why);
        }
        Assumptions.abort(why);
    }

    /** Makes them, where there is a Python that can; see {@link #need}. */
    public static void make(Path folder, String... options) throws IOException, InterruptedException {
        need(folder);
        List<String> command = new ArrayList<>(List.of(
                PYTHON, "-B", Path.of("..", "models", "random_models.py").toString(), folder.toString()));
        command.addAll(List.of(options));
        Path log = folder.resolve("make.log");
        if (run(command, log) != 0) {
            throw new IOException(Files.readString(log, StandardCharsets.UTF_8));
        }
    }

    static int run(List<String> command, Path log) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return process.waitFor(5, TimeUnit.MINUTES) ? process.exitValue() : -1;
        } catch (IOException noPython) {
            return -1;
        }
    }

    /** Raw little-endian floats. */
    public static float[] floats(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        float[] out = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(out);
        return out;
    }
}
