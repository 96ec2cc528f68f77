package dev.facewire.it.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.facewire.bench.moves.RunningJar;
import dev.facewire.it.process.Jars;
import dev.facewire.it.process.Stack;
import dev.facewire.protocol.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A client that can't reach its worker gets its picture through Debian's coturn, with credentials made for it. */
class TurnIT {
    @TempDir
    Path folder;

    static boolean possible() {
        return Files.isExecutable(Path.of("/usr/bin/turnserver")) && TwoNetworks.possible();
    }

    @Test
    @EnabledIf(value = "possible", disabledReason = "needs coturn and network namespaces that have names")
    void thePictureGoesThroughTheRelayAndOnlyThere() throws Exception {
        String cluster = "facewire-it-turn-" + ProcessHandle.current().pid();
        Path report = folder.resolve("report.json");
        Path secret = Files.writeString(folder.resolve("secret"), "north by northwest\n");
        List<String> turn = List.of(
                "/usr/bin/turnserver",
                "-n",
                "--listening-ip=" + TwoNetworks.MIDDLE_LEFT,
                "--relay-ip=" + TwoNetworks.MIDDLE_LEFT,
                "--use-auth-secret",
                "--static-auth-secret=north by northwest",
                "--realm=facewire.test",
                "--no-tls",
                "--no-dtls",
                "--no-cli",
                "--log-file=stdout",
                "--verbose",
                "--pidfile=" + folder.resolve("pid"),
                "--userdb=" + folder.resolve("turndb"));
        List<String> gateway = List.of(
                "--port",
                "8080",
                "--http-bind",
                "0.0.0.0",
                "--insecure",
                "--cluster-bind",
                TwoNetworks.MIDDLE_RIGHT,
                "--cluster-name",
                cluster,
                "--ice-servers",
                "turn:" + TwoNetworks.MIDDLE_LEFT + ":3478?transport=udp",
                "--turn-secret-file",
                secret.toString());
        List<String> node = List.of(
                "--devices",
                "cpu",
                "--node-id",
                "right",
                "--link-port",
                "6000",
                "--cluster-bind",
                TwoNetworks.RIGHT,
                "--members",
                TwoNetworks.MIDDLE_RIGHT + ":5701",
                "--cluster-name",
                cluster);
        List<String> client = List.of(
                "--gateway",
                "http://" + TwoNetworks.MIDDLE_LEFT + ":8080",
                "--face",
                Stack.demoFile("face.jpg"),
                "--input",
                Stack.demoFile("clip.mp4"),
                "--seconds",
                "5",
                "--report",
                report.toString());
        try (TwoNetworks networks = TwoNetworks.make();
                RunningJar relay = Jars.run("turn-coturn", networks.inMiddle(turn));
                RunningJar hub =
                        Jars.run("turn-gateway", networks.inMiddle(Jars.command("gateway", "256m", gateway)))) {
            hub.await("gateway ready on", Duration.ofMinutes(1));
            try (RunningJar worker =
                    Jars.run("turn-node", networks.inRight(Jars.command("gpu-verticle", "512m", node)))) {
                worker.await("worker .* ready", Duration.ofMinutes(3));
                List<String> knock =
                        List.of("timeout", "3", "bash", "-c", "echo > /dev/tcp/" + TwoNetworks.RIGHT + "/6000");
                assertThat(TwoNetworks.works(networks.inMiddle(knock))).isTrue();
                assertThat(TwoNetworks.works(networks.inLeft(knock)))
                        .as("nothing but the relay is between the two")
                        .isFalse();
                // A busy machine may need a second try: looking at a face has three seconds.
                if (!send(networks, client)) {
                    assertThat(send(networks, client))
                            .as("swapped frames came back")
                            .isTrue();
                }
            }
            JsonNode figures = Json.tree(Files.readString(report));
            assertThat(figures.get("facesSwapped").asInt()).isGreaterThan(10);
            assertThat(relay.output())
                    .containsPattern("(?i)user <\\d{10}:[0-9a-f]{8}>")
                    .contains("ALLOCATE processed, success");
        }
    }

    private static boolean send(TwoNetworks networks, List<String> options) throws InterruptedException {
        try (RunningJar client = Jars.run("turn-client", networks.inLeft(Jars.command("client", "512m", options)))) {
            return client.awaitExit(Duration.ofMinutes(1)) == 0;
        }
    }
}
