package dev.facewire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.gateway.fake.Pem;
import dev.facewire.gateway.fake.SignalClient;
import dev.facewire.protocol.signal.SignalMessage.Hello;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as people start and stop it: a process of its own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // reading a process's output can't be interrupted
class GatewayMainIT {
    private static final Pattern READY = Pattern.compile("gateway ready on (https?)://127\\.0\\.0\\.1:(\\d+)");

    private final Vertx vertx = Vertx.vertx();
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
                "-Dlogback.configurationFile=" + GatewayMain.class.getResource("/logback.xml"), // as in the jar
                "-cp",
                System.getProperty("java.class.path"),
                GatewayMain.class.getName(),
                "--cluster-name",
                "main-it-" + UUID.randomUUID()));
        command.addAll(List.of(args));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
