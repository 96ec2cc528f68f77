package dev.facewire.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.facewire.bench.moves.RunningJar;
import dev.facewire.protocol.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code facewire bench loop}, short: fails where delay grows or frames are lost, which a slow machine is no excuse for, and
 * never because something took long.
 */
@Tag("soak")
class LoopIT {
    /** A queue without a bound, with twice the frames that are worked on, grows by 30 000. */
    private static final double GROWS_MS_PER_MINUTE = 6000;

    @Test
    void delayDoesNotGrowAndFramesComeBack() throws Exception {
        Path output = Jars.OUTPUT.resolve("loop");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "--add-modules",
                "java.se",
                "-Dfacewire.home=" + Jars.HOME,
                "-cp",
                Jars.HOME.resolve("bench/target/facewire-bench.jar").toString(),
                "dev.facewire.bench.loop.LoopMain",
                "--case=compare,overload",
                "--sides=echo,facewire",
                "--fps=5",
                "--rounds=1",
                "--seconds=15",
                "--first-warm-up=0",
                "--overload-seconds=25",
                "--output=" + output);
        try (RunningJar bench = Jars.run("loop", command)) {
            assertThat(bench.awaitExit(Duration.ofMinutes(6)))
                    .as(bench.output())
                    .isZero();
        }
        JsonNode figures = Json.tree(Files.readString(output.resolve("loop.json")));

        assertThat(figures.get("compared")).hasSize(2).allSatisfy(row -> {
            String side = row.get("side").asText();
            assertThat(row.get("sent").asInt()).as(side).isGreaterThan(50);
            double share = row.get("returned").asDouble() / row.get("sent").asDouble();
            assertThat(share).as(side + ": share that came back").isGreaterThan(side.equals("ECHO") ? 0.9 : 0.6);
            assertThat(row.get("growthMsPerMinute").asDouble()).as(side).isLessThan(GROWS_MS_PER_MINUTE);
        });
        JsonNode overload = figures.get("overload");
        assertThat(overload.get("returnedShare").asDouble()).isBetween(0.1, 0.7);
        assertThat(overload.get("leastOverMost").asDouble())
                .as("worst served over best")
                .isGreaterThan(0.6);
        assertThat(overload.get("loopMsP50Last").asDouble())
                .as("the last fifth beside the first")
                .isLessThan(300 + 2 * overload.get("loopMsP50First").asDouble());
        assertThat(overload.get("growthMsPerMinute").asDouble()).isLessThan(GROWS_MS_PER_MINUTE);
    }
}
