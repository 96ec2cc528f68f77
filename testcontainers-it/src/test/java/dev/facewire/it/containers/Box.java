package dev.facewire.it.containers;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import dev.facewire.bench.moves.Fleet;
import dev.facewire.it.process.Jars;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A container: with limits, broken and mended by the tests. What it said is in the build's output under its name, whatever
 * became of the test.
 */
abstract class Box<S extends Box<S>> extends GenericContainer<S> {
    private static final long MEGABYTE = 1L << 20;
    private static final long CPU = 1_000_000_000L;

    /** Several JVMs start at once on a machine that may be slow. */
    static final Duration START = Duration.ofMinutes(3);

    private final String name;

    /**
     * A container that is not there yet.
     *
     * @param name of its log
     * @param megabytes of memory at most
     * @param cpus processor time, in processors, at most
     */
    Box(String image, String name, int megabytes, double cpus) {
        super(DockerImageName.parse(image));
        this.name = name;
        withImagePullPolicy(ours -> false); // built a moment ago
        withCreateContainerCmdModifier(command -> {
            HostConfig host = command.getHostConfig();
            if (Docker.limitsMemory()) {
                host.withMemory(megabytes * MEGABYTE);
            }
            if (Docker.limitsProcessors()) {
                host.withNanoCPUs((long) (cpus * CPU));
            }
        });
        withStartupTimeout(START);
    }

    final String name() {
        return name;
    }

    /** SIGKILL: no farewell to anybody. */
    final void kill() {
        signal("KILL");
        awaitEnd(Duration.ofSeconds(20));
    }

    final void signal(String signal) {
        getDockerClient().killContainerCmd(getContainerId()).withSignal(signal).exec();
    }

    final void pause() {
        getDockerClient().pauseContainerCmd(getContainerId()).exec();
    }

    final void unpause() {
        getDockerClient().unpauseContainerCmd(getContainerId()).exec();
    }

    /** Starts it again after it ended: the same container, with the same addresses on networks where they are fixed. */
    final void startAgain() {
        getDockerClient().startContainerCmd(getContainerId()).exec();
    }

    /** Waits for the end and returns the exit code. */
    final long awaitEnd(Duration atMost) {
        Fleet.await(name + " ends", atMost, () -> !now().getState().getRunning());
        return now().getState().getExitCodeLong();
    }

    final boolean runs() {
        var state = now().getState();
        return state.getRunning() && !state.getPaused();
    }

    /** What the engine knows of it now; Testcontainers keeps what it knew at the start. */
    final InspectContainerResponse now() {
        return getDockerClient().inspectContainerCmd(getContainerId()).exec();
    }

    /**
     * Waits for something that it says, now or before, and returns the first match.
     *
     * @throws IllegalStateException where it ends first, or it takes too long
     */
    final Matcher awaitSaid(String pattern, Duration atMost) {
        Pattern compiled = Pattern.compile(pattern);
        AtomicReference<Matcher> found = new AtomicReference<>();
        Fleet.await(name + " says " + pattern, atMost, () -> {
            boolean ended = !now().getState().getRunning(); // looked at first: what it says at its end counts
            Matcher matcher = compiled.matcher(getLogs());
            if (matcher.find()) {
                found.set(matcher);
            }
            return ended || found.get() != null;
        });
        if (found.get() == null) {
            throw new IllegalStateException(
                    name + " ended with " + now().getState().getExitCodeLong() + ":\n" + getLogs());
        }
        return found.get();
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @throws IllegalStateException where it does not: why, and what it said last, in the first line, which a build shows
     */
    @Override
    public void start() {
        try {
            super.start();
        } catch (ContainerLaunchException e) {
            Throwable why = e;
            while (why.getCause() != null) {
                why = why.getCause();
            }
            throw new IllegalStateException(name + " does not start: " + why.getMessage() + lastWords(), e);
        }
    }

    private String lastWords() {
        if (!exists()) {
            return "; it was not made";
        }
        List<String> lines = getLogs().strip().lines().toList();
        return "; exit code " + now().getState().getExitCodeLong() + ", it said last: "
                + String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    }

    /** Whether the engine has it. */
    final boolean exists() {
        return getContainerId() != null;
    }

    @Override
    public void stop() {
        if (exists()) {
            keepLog();
        }
        super.stop();
    }

    private void keepLog() {
        Path file = Jars.OUTPUT.resolve("containers").resolve(name + ".log");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, getLogs());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
