package dev.facewire.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facewire.bench.moves.RunningJar;
import dev.facewire.it.attack.Target;
import dev.facewire.it.process.Jars;
import dev.facewire.it.process.Stack;
import dev.facewire.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each generator against one gateway and one node. Fails at a crash, at a 5xx that blames the gateway, where health stays
 * unanswered, where a slot or memory is not given back, and at any error in the logs.
 */
@Tag("soak")
class FuzzIT {
    private static Target target;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        target = Target.start("fuzz");
    }

    @AfterAll
    static void stop() {
        target.close();
    }

    @Test
    void http() throws Exception {
        Fuzzer.run(target, "http", 1, new HttpFuzz(target));
    }

    @Test
    void webSocket() throws Exception {
        Fuzzer.run(target, "websocket", 20, new WebSocketFuzz(target));
    }

    @Test
    void images() throws Exception {
        Fuzzer.run(target, "images", 20, new ImageFuzz(target));
    }

    @Test
    void offers() throws Exception {
        Fuzzer.run(target, "offers", 20, new SessionFuzz(target));
    }

    @Test
    void candidates() throws Exception {
        Fuzzer.run(target, "candidates", 100, new CandidateFuzz(target));
    }

    @Test
    void codedFrames() throws Exception {
        int sessions = Fuzzer.count(4000);
        Fuzzer.run(target, "coded frames", 20_000, random -> {
            List<String> command = List.of(
                    "/usr/bin/python3",
                    Jars.HOME
                            .resolve("testcontainers-it/src/test/resources/peers/mutating_sender.py")
                            .toString(),
                    "--url",
                    target.uri().toString(),
                    "--token",
                    Target.TOKEN,
                    "--face",
                    target.uploadFace(),
                    "--seed",
                    Integer.toString(random.nextInt(1 << 30)),
                    "--sessions",
                    Integer.toString(Math.min(sessions, 5)));
            try (RunningJar sender = Jars.run("fuzz-sender", command)) {
                assertThat(sender.awaitExit(Duration.ofMinutes(5)))
                        .as(sender.output())
                        .isZero();
                assertThat(sender.output()).contains("done").doesNotContain(" 0 changed");
            }
        });
    }

    /** A crash of libwebrtc's parser ends that JVM, and its last line names the input. */
    @Test
    void offersAtTheNativeParser() throws Exception {
        long first = Long.getLong("facewire.fuzz.first", 0);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:-CreateCoredumpOnCrash",
                "-Dfacewire.fuzz.seed=" + Fuzzer.seed(),
                "--add-modules",
                "java.se",
                "-cp",
                System.getProperty("java.class.path"),
                NativeParser.class.getName(),
                Long.toString(first),
                Integer.toString(Fuzzer.count(20)));
        try (RunningJar parser = Jars.run("fuzz-native-parser", command)) {
            int code = parser.awaitExit(Duration.ofSeconds(60 + Fuzzer.count(20)));
            assertThat(code).as(last(parser.output())).isZero();
            assertThat(parser.output()).contains(NativeParser.DONE);
            System.out.println(last(parser.output()));
        }
    }

    /** A node that waits for an offer in a file: whatever is put there, the next valid one is answered. */
    @Test
    void signallingFiles() throws Exception {
        Path offer = folder.resolve("offer.json");
        Path answer = folder.resolve("answer.json");
        Offers offers = Offers.make();
        List<String> options = List.of(
                "--manual",
                "--devices",
                "cpu",
                "--offer",
                offer.toString(),
                "--answer",
                answer.toString(),
                "--face",
                Stack.demoFile("face.jpg"));
        try (RunningJar node = Jars.start("fuzz-manual", "gpu-verticle", "512m", options)) {
            node.await("waiting for", Duration.ofMinutes(2));
            for (long number = 0; number < Fuzzer.count(1000); number++) {
                Random random = Fuzzer.random("files", number);
                Mutator mutator = new Mutator(random);
                String text = Json.encode(Map.of("sdp", offers.next(random), "type", "offer"));
                byte[] bytes = text.getBytes(random.nextInt(8) == 0 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
                put(offer, random.nextInt(3) == 0 ? mutator.bytes(bytes) : bytes);
                Thread.sleep(300); // longer than the node waits between looks
                assertThat(node.isAlive())
                        .as("input " + number + "\n" + node.output())
                        .isTrue();
            }
            Files.deleteIfExists(answer);
            put(
                    offer,
                    Json.encode(Map.of("sdp", offers.valid(), "type", "offer")).getBytes(StandardCharsets.UTF_8));
            await("the valid offer is answered").atMost(Duration.ofMinutes(1)).until(() -> Files.exists(answer));
            assertThat(node.output()).doesNotContain("\tat ").doesNotContain("Exception");
        }
    }

    private void put(Path offer, byte[] bytes) throws Exception {
        Path part = Files.write(folder.resolve("offer.part"), bytes);
        Files.move(part, offer, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String last(String output) {
        List<String> lines = output.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }
}
