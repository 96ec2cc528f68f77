package dev.facewire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.cluster.ClusterNode;
import dev.facewire.cluster.ClusterOptions;
import dev.facewire.cluster.ClusterOptions.Role;
import dev.facewire.cluster.fake.FakeWorker;
import dev.facewire.gateway.face.Pictures;
import dev.facewire.gateway.fake.Pem;
import dev.facewire.gateway.fake.SignalClient;
import dev.facewire.protocol.image.ImageHeader;
import dev.facewire.protocol.signal.SignalMessage.Hello;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as people start and stop it: a process of its own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // reading a process's output can't be interrupted
class GatewayMainIT {
    private static final Pattern READY = Pattern.compile("gateway ready on (https?)://127\\.0\\.0\\.1:(\\d+)");

    private final Vertx vertx = Vertx.vertx();
    private final String clusterName = "main-it-" + UUID.randomUUID();
    private Process process;

    @TempDir
    Path folder;

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
        vertx.close();
    }

    @Test
    void aSignalEndsItInOrderThoughAClientIsConnected() throws Exception {
        int port = ready("--port", "0").port();
        SignalClient client = SignalClient.connect(
                vertx.createWebSocketClient(),
                new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI("/v1/signal"));
        client.send(new Hello(null, "test", null));
        client.next(Hello.class);

        process.destroy();

        assertThat(client.awaitClosed()).isTrue();
        assertThat(process.waitFor(8, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void httpsWithACertificateOfOnesOwn() throws Exception {
        Pem pem = Pem.selfSigned(folder);
        Ready ready = ready(
                "--port",
                "0",
                "--tls-cert",
                pem.cert().toString(),
                "--tls-key",
                pem.key().toString());
        assertThat(ready.scheme()).isEqualTo("https");
        WebClient client = WebClient.create(
                vertx,
                new WebClientOptions(
                        new HttpClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false)));
        assertThat(client.get(ready.port(), "127.0.0.1", "/health/ready")
                        .send()
                        .await(10, TimeUnit.SECONDS)
                        .statusCode())
                .isEqualTo(200);
    }

    /** The largest photos, more at once than the heap could hold: some wait their turn, and nothing ends. */
    @Test
    void manyLargePhotosAtOnceDontExhaustItsMemory() throws Exception {
        int port = ready("--port", "0").port();
        try (ClusterNode node = ClusterNode.join(ClusterOptions.local(clusterName, Role.LITE))) {
            FakeWorker.start(node.vertx(), "w", 1);
            WebClient client = WebClient.create(vertx);
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> upload(client, port, 1000) == 201);

            List<Future<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                statuses.add(uploading(client, port, ImageHeader.MAX_BYTES - 100));
            }

            Set<Integer> seen = new HashSet<>();
            for (Future<Integer> status : statuses) {
                seen.add(status.await(40, TimeUnit.SECONDS));
            }
            assertThat(seen).contains(201).isSubsetOf(201, 429);
            assertThat(process.isAlive()).isTrue();
            assertThat(upload(client, port, ImageHeader.MAX_BYTES - 100)).isEqualTo(201);
        }
    }

    private static int upload(WebClient client, int port, int bytes) throws Exception {
        return uploading(client, port, bytes).await(20, TimeUnit.SECONDS);
    }

    private static Future<Integer> uploading(WebClient client, int port, int bytes) {
        return client.post(port, "127.0.0.1", "/v1/faces")
                .putHeader("Content-Type", "image/jpeg")
                .sendBuffer(Buffer.buffer(jpegOf(bytes)))
                .map(HttpResponse::statusCode);
    }

    /** A small picture with comments that make it this long. */
    private static byte[] jpegOf(int bytes) {
        byte[] jpeg = Pictures.encoded("jpg", 64, 64);
        ByteBuffer file = ByteBuffer.allocate(Math.max(bytes, jpeg.length)).put(jpeg, 0, 2);
        while (file.remaining() - (jpeg.length - 2) >= 4) {
            int comment = Math.min(file.remaining() - (jpeg.length - 2), 65_000);
            file.putShort((short) 0xfffe).putShort((short) (comment - 2));
            file.position(file.position() + comment - 4);
        }
        file.put(jpeg, 2, jpeg.length - 2);
        return Arrays.copyOf(file.array(), file.position());
    }

    @Test
    void aPortInUseIsOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refused("port " + taken.getLocalPort() + " of 127.0.0.1 is in use", "--port", "" + taken.getLocalPort());
        }
    }

    @Test
    void mistakesAreOneLineEach() throws Exception {
        refused("there is no file /nowhere", "--token-file", "/nowhere");
        refused("give a --token-file", "--http-bind", "0.0.0.0");
        refused("192.0.2.1 is no address of this machine", "--cluster-bind", "192.0.2.1");
        refused("there is no address or host 'no.such.host.invalid'", "--cluster-bind", "no.such.host.invalid");
        refused("must be one of this machine's", "--cluster-bind", "0.0.0.0");
        Path text = Files.writeString(folder.resolve("text"), "no certificate");
        refused("--tls-cert", "--port", "0", "--tls-cert", text.toString(), "--tls-key", text.toString());
    }

    private void refused(String word, String... args) throws Exception {
        start(args);
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            out.lines().forEach(lines::add);
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(lines.toString()).isEqualTo(2);
        assertThat(lines).noneMatch(line -> line.contains("\tat "));
        assertThat(lines.stream().filter(line -> line.startsWith("facewire-gateway: ")))
                .singleElement()
                .asString()
                .contains(word);
    }

    private record Ready(String scheme, int port) {}

    private Ready ready(String... args) throws IOException {
        start(args);
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher ready = READY.matcher(line);
            if (ready.find()) {
                return new Ready(ready.group(1), Integer.parseInt(ready.group(2)));
            }
        }
        throw new AssertionError("it ended");
    }

    private void start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+ExitOnOutOfMemoryError", // as the script and the images start it
                "-Dlogback.configurationFile=" + GatewayMain.class.getResource("/logback.xml"), // as in the jar
                "-cp",
                System.getProperty("java.class.path"),
                GatewayMain.class.getName(),
                "--cluster-name",
                clusterName));
        command.addAll(List.of(args));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
