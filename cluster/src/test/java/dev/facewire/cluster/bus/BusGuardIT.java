package dev.facewire.cluster.bus;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facewire.cluster.ClusterNode;
import dev.facewire.cluster.ClusterOptions;
import dev.facewire.cluster.ClusterOptions.Role;
import dev.facewire.cluster.WorkerBus;
import dev.facewire.protocol.worker.Ack;
import dev.facewire.protocol.worker.Verb;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers' bytes at the ports of a real member with a small heap, which ends at its first OutOfMemoryError. */
class BusGuardIT {
    private static final Pattern PORTS =
            Pattern.compile(SmallMember.READY + "127.0.0.1:(\\d+), member 127.0.0.1:(\\d+)");
    private static final int ATTACK_MB = 200;
    private static final byte[] POST = String.join(
                    "\r\n",
                    "POST /x HTTP/1.1",
                    "Host: 127.0.0.1",
                    "Origin: http://evil.example",
                    "Content-Length: 900000000",
                    "",
                    "")
            .getBytes(US_ASCII);
    private static final byte[] FALSE_LENGTH = ByteBuffer.allocate(6)
            .putInt(0x7ffffff0)
            .put((byte) 2)
            .put((byte) 9)
            .array();

    private final String cluster = "it-" + UUID.randomUUID();
    private final List<String> output = new ArrayList<>();
    private Process member;
    private volatile int busPort;
    private volatile int memberPort;

    @BeforeEach
    void start() throws Exception {
        member = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:MaxDirectMemorySize=32m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--add-modules",
                        "java.se",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallMember.class.getName(),
                        cluster)
                .redirectErrorStream(true)
                .start();
        Thread reader = new Thread(this::read, "member-output");
        reader.setDaemon(true);
        reader.start();
        await().atMost(Duration.ofMinutes(2)).until(() -> busPort > 0 || !member.isAlive());
        assertThat(member.isAlive()).as(() -> String.join("\n", lines())).isTrue();
    }

    @AfterEach
    void stop() throws Exception {
        member.getOutputStream().close();
        if (!member.waitFor(20, TimeUnit.SECONDS)) {
            member.destroyForcibly().waitFor();
        }
    }

    @Test
    void garbageForTheEventBusIsRefusedAtItsFirstBytesAndTheClusterGoesOn() throws Exception {
        for (byte[] attack : List.of(POST, FALSE_LENGTH, FALSE_LENGTH, POST)) {
            assertThat(floodedMb(busPort, attack)).as("MB taken").isLessThan(ATTACK_MB / 2);
        }
        assertAliveAndServing();
        assertThat(lines()).anyMatch(line -> line.contains("to the event bus refused"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"POST /x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "HZC\u007f\u007f\u007f\u007f", "\u0000\u0000"})
    void garbageForTheMemberPortDoesNotHarmEither(String beginning) throws Exception {
        assertThat(floodedMb(memberPort, beginning.getBytes(StandardCharsets.ISO_8859_1)))
                .as("MB taken")
                .isLessThan(ATTACK_MB / 2);
        assertAliveAndServing();
    }

    private void assertAliveAndServing() throws Exception {
        try (ClusterNode worker = ClusterNode.join(ClusterOptions.local(cluster, Role.LITE))) {
            Ack ack = new WorkerBus(worker.vertx().eventBus())
                    .request(SmallMember.ADDRESS, Verb.PING, Ack.OK, Ack.class, Duration.ofSeconds(10))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            assertThat(ack).isEqualTo(Ack.OK);
        }
        assertThat(member.isAlive()).as(() -> String.join("\n", lines())).isTrue();
        assertThat(lines()).noneMatch(line -> line.contains("OutOfMemoryError"));
    }

    /** Sends the beginning and then zeros; how many MB went out before the connection was closed. */
    private static int floodedMb(int port, byte[] beginning) throws IOException {
        byte[] zeros = new byte[1 << 20];
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(beginning);
            for (int mb = 0; mb < ATTACK_MB; mb++) {
                try {
                    out.write(zeros);
                } catch (SocketException closed) {
                    return mb;
                }
            }
            return ATTACK_MB;
        }
    }

    private void read() {
        try (InputStream stream = member.getInputStream();
                BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (output) {
                    output.add(line);
                }
                Matcher ports = PORTS.matcher(line);
                if (ports.find()) {
                    memberPort = Integer.parseInt(ports.group(2));
                    busPort = Integer.parseInt(ports.group(1));
                }
            }
        } catch (IOException gone) {
            // It ended; the test looks at that itself.
        }
    }

    private List<String> lines() {
        synchronized (output) {
            return List.copyOf(output);
        }
    }
}
