package dev.facewire.bench.loop;

import dev.facewire.bench.loop.worker.EchoMain;
import dev.facewire.bench.loop.worker.SwapMain;
import dev.facewire.media.I420Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** Starts workers, and ends all of them. */
final class Workers implements AutoCloseable {
    /** Debian's own; another one on the path has none of its packages. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final String HEAP = "512m"; // as a node's

    private final Path home;
    private final Path logs;
    private final List<Worker> running = new CopyOnWriteArrayList<>(); // a signal closes them too

    /**
     * None runs yet.
     *
     * @param home the project's directory, with its jars
     */
    Workers(Path home, Path logs) {
        this.home = home;
        this.logs = logs;
    }

    /** What the Python receiver needs and this machine has not; empty where all is there. */
    static List<String> missingForPython() throws InterruptedException {
        List<String> missing = new ArrayList<>();
        for (String module : List.of("aiortc", "torch")) {
            try {
                Process process = new ProcessBuilder(PYTHON, "-c", "import " + module)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (process.waitFor() != 0) {
                    missing.add("python3-" + module);
                }
            } catch (IOException noPython) {
                missing.add("python3-" + module);
            }
        }
        return missing;
    }

    /** @param first a frame of the clip with the face in it, for {@link PythonKit} */
    Worker start(Side side, I420Frame first) throws IOException, InterruptedException {
        return switch (side) {
            case ECHO -> echo();
            case FACEWIRE -> facewire();
            case PYTHON -> python(first);
        };
    }

    Worker echo() throws IOException {
        Path signals = signals("echo");
        return keep(new FileWorker(
                logs, "echo", signals, FileWorker.ownClass(home, EchoMain.class, HEAP, List.of(signals.toString()))));
    }

    GatewayWorker facewire() throws IOException, InterruptedException {
        return keep(new GatewayWorker(home, logs, "loop" + running.size()));
    }

    /**
     * A worker's device loop and engine alone.
     *
     * @param prefix put before its command: another network namespace
     * @param atLeastMs how long a face takes at least
     */
    Worker swapper(List<String> prefix, double atLeastMs) throws IOException {
        Path signals = signals("swapper" + running.size());
        List<String> command = new ArrayList<>(prefix);
        command.addAll(FileWorker.ownClass(
                home,
                SwapMain.class,
                HEAP,
                List.of(
                        signals.toString(),
                        home.resolve("demo/face.jpg").toString(),
                        String.format(Locale.ROOT, "%.1f", atLeastMs))));
        return keep(new FileWorker(logs, "swapper" + running.size(), signals, command));
    }

    private Worker python(I420Frame first) throws IOException {
        Path signals = signals("python");
        Path kit = logs.resolve("python-kit");
        PythonKit.write(kit, Files.readAllBytes(home.resolve("demo/face.jpg")), first);
        List<String> command = List.of(
                PYTHON,
                home.resolve("bench/python/receiver.py").toString(),
                "--signals",
                signals.toString(),
                "--models",
                home.resolve("vision/src/main/resources/models").toString(),
                "--kit",
                kit.toString());
        return keep(new FileWorker(logs, "python", signals, command));
    }

    /** A folder of its own for each process: an old offer would be answered again. */
    private Path signals(String name) throws IOException {
        return Files.createTempDirectory(Files.createDirectories(logs), name + "-signals")
                .toAbsolutePath();
    }

    private <T extends Worker> T keep(T worker) {
        running.add(worker);
        return worker;
    }

    @Override
    public void close() {
        running.forEach(Worker::close);
        running.clear();
    }
}
