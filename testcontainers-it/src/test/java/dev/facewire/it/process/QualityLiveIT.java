package dev.facewire.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.facewire.bench.moves.RunningJar;
import dev.facewire.protocol.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The quality bench sends through a real gateway and worker, and knows each frame again that comes back. */
@Tag("soak")
class QualityLiveIT {
    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start("quality");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    private static JsonNode pair(String name, String... more) throws Exception {
        Path output = stack.output(name);
        List<String> words = new java.util.ArrayList<>(List.of(
                "--gateway",
                stack.url(),
                "--no-identity",
                "--speed=0.5",
                "--frames=60",
                "--output",
                output.toString(),
                Stack.demoFile("clip.mp4"),
                "--face",
                Stack.demoFile("face.jpg")));
        words.addAll(List.of(more));
        try (RunningJar bench = Jars.start("quality-" + name, "bench", "1g", words)) {
            assertThat(bench.awaitExit(Duration.ofMinutes(3)))
                    .as(bench.output())
                    .isZero();
        }
        return Json.tree(Files.readString(output.resolve("quality.json")))
                .get("pairs")
                .get(0);
    }

    @Test
    void aClipIsMeasuredAsAViewerSeesIt() throws Exception {
        JsonNode pair = pair("clip");
        assertThat(pair.get("live").get("worker").asText()).isEqualTo("it-cpu0");
        assertThat(pair.get("states").get("swapped").asInt()).isGreaterThan(25);
        assertThat(pair.get("measured").asInt()).isGreaterThan(20);
        assertThat(pair.get("noise").asDouble()).as("a codec is between").isBetween(0.1, 8.0);
        assertThat(pair.get("faceFrames").asInt()).isGreaterThan(25);
        assertThat(pair.get("bareFrames").asInt()).isZero();
        assertThat(pair.get("yawError").asDouble()).isLessThan(15);
    }

    @Test
    void whenTheLightGoesOutTheShieldIsSeenInThePictures() throws Exception {
        JsonNode scene = pair("blackout", "--stress=blackout");
        JsonNode states = scene.get("states");
        assertThat(states.path("frame shielded").asInt()
                        + states.path("face shielded").asInt())
                .isGreaterThan(2);
        assertThat(states.get("swapped").asInt()).isGreaterThan(40);
        assertThat(scene.get("bareFrames").asInt()).isZero();
    }
}
