package dev.facewire.bench.loop;

import dev.facewire.bench.moves.Fleet;
import dev.facewire.bench.moves.RunningJar;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.sdp.Description;
import dev.facewire.protocol.session.OptionsPatch;
import dev.facewire.protocol.session.SessionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that takes {@code offer-N.json} from a folder, leaves {@code answer-N.json} there, and ends that session when
 * {@code end-N} appears. One that swaps says now and then {@code swap cpu_ms=TOTAL median_ms=M}.
 */
final class FileWorker implements Worker {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Pattern SWAP = Pattern.compile("swap cpu_ms=([\\d.]+) median_ms=([\\d.]+)");

    private final RunningJar process;
    private final Path signals;
    private int sessions;

    /**
     * Starts it and waits until it says {@code ready}.
     *
     * @param signals the folder, which is made, and must be the one in the command
     */
    FileWorker(Path logs, String name, Path signals, List<String> command) throws IOException {
        Files.createDirectories(signals);
        this.signals = signals;
        this.process = RunningJar.run(logs, name, command);
        process.await("ready", START);
    }

    /** The command line of a class of the benchmark's own jar. */
    static List<String> ownClass(Path home, Class<?> main, String heap, List<String> arguments) {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                // As ./facewire starts it: an end at the first lack of memory, and no memory on the disk.
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "--add-modules",
                "java.se",
                "-cp",
                home.resolve("bench/target/facewire-bench.jar").toString(),
                main.getName()));
        command.addAll(arguments);
        return command;
    }

    @Override
    public Answer answer(String offer, OptionsPatch options) throws IOException {
        String name = Integer.toString(++sessions);
        Path part = signals.resolve("offer-" + name + ".part");
        SessionOptions wanted = options.applyTo(SessionOptions.DEFAULTS);
        Files.writeString(signals.resolve("media-" + name), wanted.codec() + " " + wanted.maxBitrateKbps());
        Files.writeString(part, Json.encode(new Description(offer, "offer")));
        Files.move(part, signals.resolve("offer-" + name + ".json"), StandardCopyOption.ATOMIC_MOVE);
        Path answer = signals.resolve("answer-" + name + ".json");
        Fleet.await("an answer in " + answer, ANSWER, () -> {
            if (!process.isAlive()) {
                throw new IOException("the worker has ended:\n" + process.output());
            }
            return Files.exists(answer);
        });
        return new Answer(
                name, Json.decode(Files.readString(answer), Description.class).sdp());
    }

    @Override
    public void end(String session) throws IOException {
        Files.createFile(signals.resolve("end-" + session));
    }

    @Override
    public Look look(String session) throws IOException {
        double cpuMs = 0;
        double medianMs = 0;
        Matcher swap = SWAP.matcher(process.output());
        while (swap.find()) {
            cpuMs = Double.parseDouble(swap.group(1));
            medianMs = Double.parseDouble(swap.group(2));
        }
        return new Look(Usage.of(process.pid()), cpuMs, medianMs);
    }

    @Override
    public void close() {
        process.close();
    }
}
