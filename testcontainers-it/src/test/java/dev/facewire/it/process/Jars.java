package dev.facewire.it.process;

import dev.facewire.bench.moves.RunningJar;
import java.nio.file.Path;
import java.util.List;

/** The project's jars, as the tests start them. */
public final class Jars {
    /** The project's directory. */
    public static final Path HOME = Path.of(System.getProperty("facewire.home")).normalize();
    /** For logs and all else that is worth keeping when a test fails. */
    public static final Path OUTPUT = Path.of(System.getProperty("facewire.output"));

    private Jars() {}

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
        return RunningJar.command(HOME, module, heap, arguments);
    }

    /** Starts any other program. */
    public static RunningJar run(String name, List<String> command) {
        return RunningJar.run(OUTPUT, name, command);
    }
}
