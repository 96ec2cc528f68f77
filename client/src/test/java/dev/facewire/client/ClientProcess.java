package dev.facewire.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The client in a JVM of its own, as a person runs it: exit code and what it printed. */
final class ClientProcess {
    /** What became of it. */
    record Result(int code, String out, String err) {
        /** The lines on standard error. */
        List<String> complaints() {
            return err.lines().toList();
        }
    }

    private final Process process;
    private final CompletableFuture<String> out;
    private final CompletableFuture<String> err;

    private ClientProcess(Process process) {
        this.process = process;
        this.out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
        this.err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
    }

    static ClientProcess start(String... arguments) throws IOException {
        return startIn(null, arguments);
    }

    /** @param folder to run in; null for this process' own */
    static ClientProcess startIn(Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                ClientMain.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        if (folder != null) {
            builder.directory(folder.toFile());
        }
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        builder.environment().remove("FACEWIRE_TOKEN");
        builder.environment().remove("FACEWIRE_GATEWAY");
        return new ClientProcess(builder.start());
    }

    static Result run(String... arguments) throws Exception {
        return start(arguments).await();
    }

    /** Sends SIGTERM, which the client treats as Ctrl-C. */
    void terminate() {
        process.destroy();
    }

    Result await() throws Exception {
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the client did not end; it said: " + out.get() + err.get());
        }
        return new Result(process.exitValue(), out.get(10, TimeUnit.SECONDS), err.get(10, TimeUnit.SECONDS));
    }

    private static String text(java.io.InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
