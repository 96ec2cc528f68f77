package dev.facewire.bench.moves;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program, one of the project's jars most often, in a process of its own. Its output is kept in a file too. */
public final class RunningJar implements AutoCloseable {
    private static final long LOOK_AGAIN_MS = 50;

    private final String name;
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private RunningJar(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.reader = new Thread(() -> copyLines(log), "output-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** The command line of {@code MODULE/target/facewire-MODULE.jar} under the project's directory. */
    public static List<String> command(Path home, String module, String heap, List<String> arguments) {
        Path jar = home.resolve(module).resolve("target/facewire-" + module + ".jar");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                // As ./facewire starts it: an end at the first lack of memory, and no memory on the disk.
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "--add-modules",
                "java.se",
                "-jar",
                jar.toString()));
        command.addAll(arguments);
        return command;
    }

    /** Starts a program; what it says goes to {@code LOGS/NAME.log} as well. */
    public static RunningJar run(Path logs, String name, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        try {
            Files.createDirectories(logs);
            return new RunningJar(name, builder.start(), logs.resolve(name + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copyLines(Path log) {
        try (BufferedReader input = process.inputReader(StandardCharsets.UTF_8);
                var writer = Files.newBufferedWriter(log)) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                lines.add(line);
                writer.write(line);
                writer.newLine();
                writer.flush();
            }
        } catch (IOException e) {
            lines.add("(output ended: " + e + ")");
        }
    }

    /**
     * Waits for a line that holds the pattern, and returns its match.
     *
     * @throws IllegalStateException where the program ends first, or it takes too long
     */
    public Matcher await(String pattern, Duration atMost) {
        Pattern compiled = Pattern.compile(pattern);
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            for (String line : lines) {
                Matcher matcher = compiled.matcher(line);
                if (matcher.find()) {
                    return matcher;
                }
            }
            if (!process.isAlive() && !reader.isAlive()) {
                throw new IllegalStateException(name + " ended with " + process.exitValue() + ":\n" + output());
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        name + " did not say '" + pattern + "' in " + atMost.toSeconds() + " s:\n" + output());
            }
            pause();
        }
    }

    /** Between looks at something that is awaited. */
    static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Waits for the end and returns the exit code. */
    public int awaitExit(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(name + " still runs after " + atMost.toSeconds() + " s:\n" + output());
        }
        reader.join(5_000);
        return process.exitValue();
    }

    /** The process's id. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** All that it said so far. */
    public String output() {
        return String.join("\n", lines);
    }

    /** SIGTERM. */
    public void terminate() {
        process.toHandle().destroy(); // Process.destroy would close what it still has to say
    }

    /** SIGKILL: no farewell to anybody. */
    public void kill() {
        process.destroyForcibly();
    }

    /** SIGSTOP: alive, and doing nothing. */
    public void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            thaw(); // a stopped process hears no SIGTERM
        }
        terminate();
        try {
            process.onExit().get(10, TimeUnit.SECONDS);
        } catch (TimeoutException stubborn) {
            process.destroyForcibly().onExit().join();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
