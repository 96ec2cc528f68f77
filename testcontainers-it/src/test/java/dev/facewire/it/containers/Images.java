package dev.facewire.it.containers;

import dev.facewire.it.process.Jars;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The images, each built once a run from the project's own Dockerfile and the jars that this build made. By Docker's command
 * line, as a user would; {@code FACEWIRE_BASE_IMAGE} names another image to stand on where no registry can be reached.
 */
public final class Images {
    private static final Path PRODUCT = Path.of("deploy/Dockerfile");
    private static final Path HELPERS = Path.of("testcontainers-it/engine/Dockerfile");
    private static final String BASE = System.getenv("FACEWIRE_BASE_IMAGE");
    private static final Map<String, String> BUILT = new ConcurrentHashMap<>();

    private Images() {}

    public static String gateway() {
        return build(PRODUCT, "gateway");
    }

    public static String node() {
        return build(PRODUCT, "node");
    }

    static String client() {
        return build(PRODUCT, "client");
    }

    /** Not of the product: coturn, and what spoils networks. */
    static String helpers() {
        return build(HELPERS, "helpers");
    }

    private static String build(Path dockerfile, String target) {
        return BUILT.computeIfAbsent(target, name -> make(dockerfile, name));
    }

    private static String make(Path dockerfile, String target) {
        String image = "facewire-it/" + target + ":latest";
        List<String> command = new ArrayList<>(
                List.of("docker", "build", "--file", dockerfile.toString(), "--target", target, "--tag", image));
        if (BASE != null) {
            command.addAll(List.of("--build-arg", "BASE_IMAGE=" + BASE, "--network", "none"));
        }
        command.add(".");
        Path log = Jars.OUTPUT.resolve("containers").resolve("build-" + target + ".log");
        try {
            Files.createDirectories(log.getParent());
            Process build = new ProcessBuilder(command)
                    .directory(Jars.HOME.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (build.waitFor() != 0) {
                throw new IllegalStateException(
                        String.join(" ", command) + " failed:\n" + Files.readString(log, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the docker command line is needed to build images", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return image;
    }
}
