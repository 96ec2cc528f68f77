package dev.facewire.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facewire.it.attack.Attacks;
import dev.facewire.it.attack.Processes;
import dev.facewire.it.attack.Target;
import dev.facewire.it.containers.Docker;
import dev.facewire.it.containers.Images;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Gateway and node in containers of 512 MB and 1 GB under every attack and every generator, in turns, for {@code
 * -Dfacewire.siege.minutes} (default: 3). Afterwards both live, no slot is taken, and memory is what it was after the first turn.
 */
@Tag("soak")
class SiegeIT {
    private static final long MINUTES = Long.getLong("facewire.siege.minutes", 3);
    private static final int INPUTS_A_TURN = 100;
    private static final int REST_SECONDS = 30;

    static boolean possible() {
        return Docker.wanted() && Docker.limitsMemory();
    }

    @Test
    @EnabledIf(value = "possible", disabledReason = "needs a Docker engine that limits memory")
    void aSmallDeploymentOutlivesIt() throws Exception {
        Map<String, String> images = Map.of("gateway", Images.gateway(), "gpu-verticle", Images.node());
        List<String> failures = new ArrayList<>();
        try (Target target = Target.inContainers("siege", images)) {
            long gatewayPid = pid("siege-gateway");
            long nodePid = pid("siege-node");
            Map<String, Fuzzer.Generator> generators = new LinkedHashMap<>();
            generators.put("http", new HttpFuzz(target));
            generators.put("websocket", new WebSocketFuzz(target));
            generators.put("images", new ImageFuzz(target));
            generators.put("offers", new SessionFuzz(target));
            generators.put("candidates", new CandidateFuzz(target));

            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
            int turns = 0;
            long gatewayMb = 0;
            long nodeMb = 0;
            do {
                turn(target, generators, turns, failures);
                if (turns == 0) {
                    TimeUnit.SECONDS.sleep(REST_SECONDS);
                    gatewayMb = Processes.residentMb(gatewayPid);
                    nodeMb = Processes.residentMb(nodePid);
                }
                turns++;
            } while (System.nanoTime() < end && target.isAlive());
            TimeUnit.SECONDS.sleep(REST_SECONDS);
            long gatewayAfterMb = Processes.residentMb(gatewayPid);
            long nodeAfterMb = Processes.residentMb(nodePid);
            System.out.printf(
                    "siege: %d turns; gateway %d -> %d MB, node %d -> %d MB; failures %s%n",
                    turns, gatewayMb, gatewayAfterMb, nodeMb, nodeAfterMb, failures);

            SoftAssertions softly = new SoftAssertions();
            softly.assertThat(target.gateway().isAlive()).as("gateway lives").isTrue();
            softly.assertThat(target.node().isAlive()).as("node lives").isTrue();
            softly.assertThat(failures).isEmpty();
            softly.assertThat(gatewayAfterMb).as("gateway's memory").isLessThanOrEqualTo(gatewayMb * 120 / 100);
            softly.assertThat(nodeAfterMb).as("node's memory").isLessThanOrEqualTo(nodeMb * 120 / 100);
            softly.assertAll();
            await("all slots are free")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(target.slotsInUse()).isZero());
        }
    }

    private static void turn(Target target, Map<String, Fuzzer.Generator> generators, int turn, List<String> failures) {
        for (Attacks attack : Attacks.values()) {
            note(attack.name(), failures, () -> attack.run(target));
        }
        generators.forEach((name, generator) -> {
            for (int i = 0; i < INPUTS_A_TURN; i++) {
                long number = (long) turn * INPUTS_A_TURN + i;
                note(name + " " + number, failures, () -> generator.send(Fuzzer.random(name, number)));
            }
        });
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void note(String name, List<String> failures, Step step) {
        try {
            step.run();
        } catch (Exception | AssertionError e) {
            failures.add(name + ": " + e);
        }
    }

    /** The process in a container, as the machine numbers it. */
    private static long pid(String container) throws IOException, InterruptedException {
        Process inspect = new ProcessBuilder("docker", "inspect", "--format", "{{.State.Pid}}", container).start();
        String pid = new String(inspect.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(inspect.waitFor()).isZero();
        return Long.parseLong(pid);
    }
}
