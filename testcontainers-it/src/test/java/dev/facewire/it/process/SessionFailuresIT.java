package dev.facewire.it.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facewire.bench.moves.RunningJar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What people see, and what is freed, when one end of a running session dies. */
class SessionFailuresIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void aWorkerKilledInMidSessionIsToldInWordsAndTheFileIsFinished() throws Exception {
        try (Stack stack = Stack.start("loss")) {
            Path out = stack.output("out.mp4");
            try (RunningJar client = stack.client(
                    "--face",
                    Stack.demoFile("face.jpg"),
                    "--input",
                    Stack.demoFile("clip.mp4"),
                    "--loop",
                    "--seconds",
                    "60",
                    "--patience",
                    "5",
                    "--output",
                    out.toString())) {
                awaitUsed(stack, 1);
                client.await("returned", SOON);

                stack.node().kill();

                assertThat(client.awaitExit(SOON)).isEqualTo(1);
                assertThat(client.output()).containsIgnoringCase("worker").doesNotContain("\tat ");
                assertThat(Files.size(out)).isGreaterThan(10_000);
            }
        }
    }

    @Test
    void aClientThatVanishesGivesItsSlotBack() throws Exception {
        try (Stack stack = Stack.start("vanish")) {
            try (RunningJar client = stack.client(
                    "--face",
                    Stack.demoFile("face.jpg"),
                    "--input",
                    Stack.demoFile("clip.mp4"),
                    "--loop",
                    "--seconds",
                    "60")) {
                awaitUsed(stack, 1);

                client.kill();

                awaitUsed(stack, 0);
            }
        }
    }

    private static void awaitUsed(Stack stack, int slots) {
        await("slots in use: " + slots).atMost(SOON).untilAsserted(() -> assertThat(
                        stack.workers().workers())
                .singleElement()
                .satisfies(worker -> {
                    assertThat(worker.used()).isEqualTo(slots);
                    assertThat(worker.reserved()).isZero();
                }));
    }
}
