package dev.facewire.bench.assign.bus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM with this one's class path. It says what it has to say in lines on its standard output, hears lines on its standard
 * input, logs to a file, and ends when this process does.
 */
final class ForkedJvm implements AutoCloseable {
    private final String name;
    private final Path log;
    private final Process process;
    private final PrintStream input;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private ForkedJvm(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "output-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts one; its standard error goes to {@code NAME.log}. */
    static ForkedJvm start(String name, Class<?> main, String heap, Path logs, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                // As ./facewire starts it: an end at the first lack of memory, and no memory on the disk.
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:+UseSerialGC",
                "--add-modules",
                "java.se",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        Path log = logs.resolve(name + ".log");
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new ForkedJvm(name, log, process);
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException ended) {
            lines.add("(output ended: " + ended.getMessage() + ")");
        }
    }

    /** Waits until it says this word. */
    void await(String word, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        while (true) {
            String line = lines.poll(100, TimeUnit.MILLISECONDS);
            if (word.equals(line)) {
                return;
            }
            if (!process.isAlive() && lines.isEmpty()) {
                throw new IllegalStateException(
                        "the process " + name + " ended with " + process.exitValue() + "; its log is " + log);
            }
            if (System.nanoTime() > until) {
                throw new IllegalStateException("the process " + name + " did not say '" + word + "' in "
                        + atMost.toSeconds() + " s; its log is " + log);
            }
        }
    }

    void tell(String word) {
        input.println(word);
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGSTOP. */
    void pause() throws InterruptedException {
        signal("STOP");
    }

    /** SIGCONT. */
    void resume() throws InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("there is no 'kill' command here", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        input.close();
    }

    // --- in the forked process

    /** A word for the process that started this one. */
    static void say(String word) {
        System.out.println(word);
        System.out.flush();
    }

    /** Waits for a word; ends this process where the one that started it has ended. */
    static void hear(String word) throws IOException {
        for (int c = 0, matched = 0; matched < word.length(); ) {
            c = System.in.read();
            if (c < 0) {
                Runtime.getRuntime().halt(0);
            }
            matched = c == word.charAt(matched) ? matched + 1 : 0;
        }
    }

    /** Keeps this process until the one that started it has ended. */
    static void stay() throws IOException {
        while (System.in.read() >= 0) {
            // only the end counts
        }
        Runtime.getRuntime().halt(0);
    }
}
