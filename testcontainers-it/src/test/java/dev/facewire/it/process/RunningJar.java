package dev.facewire.it.process;

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
import org.awaitility.Awaitility;

/** One of the project's jars in a JVM of its own. Its output is kept in a file for when a test fails. */
public final class RunningJar implements AutoCloseable {
    public static final Path HOME = Path.of(System.getProperty("facewire.home")).normalize();
    public static final Path OUTPUT = Path.of(System.getProperty("facewire.output"));

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

    /**
     * Starts {@code MODULE/target/facewire-MODULE.jar}.
     *
     * @param name of the log file
     */
    public static RunningJar start(String name, String module, String heap, List<String> arguments) {
        return run(name, command(module, heap, arguments));
    }

    /** The command line of one of the jars. */
    public static List<String> command(String module, String heap, List<String> arguments) {
        Path jar = HOME.resolve(module).resolve("target/facewire-" + module + ".jar");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "--add-modules",
                "java.se",
                "-jar",
                jar.toString()));
        command.addAll(arguments);
        return command;
    }

    /** Starts any other program. */
    public static RunningJar run(String name, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        try {
            Files.createDirectories(OUTPUT);
            return new RunningJar(name, builder.start(), OUTPUT.resolve(name + ".log"));
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

    /** Waits for a line that holds the pattern, and returns its match. */
    public Matcher await(String pattern, Duration atMost) {
        Pattern compiled = Pattern.compile(pattern);
        return Awaitility.await(name + " says " + pattern)
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> {
                            for (String line : lines) {
                                Matcher matcher = compiled.matcher(line);
                                if (matcher.find()) {
                                    return matcher;
                                }
                            }
                            if (!process.isAlive() && !reader.isAlive()) {
                                throw new AssertionError(
                                        name + " ended with " + process.exitValue() + ":\n" + output());
                            }
                            return null;
                        },
                        found -> found != null);
    }

    /** Waits for the end and returns the exit code. */
    public int awaitExit(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(name + " still runs after " + atMost + ":\n" + output());
        }
        reader.join(5_000);
        return process.exitValue();
    }

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
    void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
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
        process.toHandle().destroy(); // Process.destroy would close what it still has to say
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
