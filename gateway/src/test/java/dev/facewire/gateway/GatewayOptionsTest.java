package dev.facewire.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.gateway.GatewayOptions.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GatewayOptionsTest {
    @TempDir
    Path folder;

    @Test
    void withoutAWordItListensOnLoopbackOnly() throws UserError {
        GatewaySettings settings = parse().settings();
        assertThat(settings.http()).isEqualTo(GatewaySettings.DEFAULTS.http());
        assertThat(settings.faces()).isEqualTo(GatewaySettings.DEFAULTS.faces());
        assertThat(settings.workers()).isEqualTo(GatewaySettings.DEFAULTS.workers());
        assertThat(settings.who().allowBare()).isFalse();
        assertThat(parse().cluster().bind()).isEqualTo("127.0.0.1");
    }

    @Test
    void elsewhereATokenIsNeededOrAWord() throws UserError, IOException {
        refused("--token-file", "--http-bind", "0.0.0.0");
        Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef\n");
        assertThat(parse("--http-bind", "0.0.0.0", "--token-file", token.toString())
                        .settings()
                        .who()
                        .users()
                        .isEmpty())
                .isFalse();
        assertThat(parse("--http-bind", "0.0.0.0", "--insecure")
                        .settings()
                        .http()
                        .loopback())
                .isFalse();
    }

    @Test
    void tokenFilesOfWindowsAreReadAndOthersRefusedWithAWord() throws UserError, IOException {
        String token = "0123456789abcdef";
        for (byte[] file : new byte[][] {
            ("\ufeff" + token + "\r\n").getBytes(StandardCharsets.UTF_8),
            ("\ufeff" + token + "\r\n").getBytes(StandardCharsets.UTF_16LE)
        }) {
            Path path = Files.write(folder.resolve("windows"), file);
            assertThat(parse("--token-file", path.toString())
                            .settings()
                            .who()
                            .users()
                            .indexOf(token))
                    .isZero();
        }
        Path noText = Files.write(
                folder.resolve("latin1"), "schl\u00fcssel-0123456789".getBytes(StandardCharsets.ISO_8859_1));
        refused("save it as UTF-8", "--token-file", noText.toString());
        Path noMark = Files.write(folder.resolve("utf16"), token.getBytes(StandardCharsets.UTF_16LE));
        refused("save it as UTF-8", "--token-file", noMark.toString());
        refused("save it as UTF-8", "--turn-secret-file", noText.toString());
    }

    @Test
    void limitsOfConnectionsAreRead() throws UserError {
        GatewaySettings.Http http = parse("--max-connections", "9", "--max-connections-per-client", "8")
                .settings()
                .http();
        assertThat(http.maxConnections()).isEqualTo(9);
        assertThat(http.maxConnectionsPerClient()).isEqualTo(8);
        refused("limits of connections", "--max-connections", "0");
    }

    @Test
    void mistakesAreNamed() throws IOException {
        refused("there is no file /nowhere", "--token-file", "/nowhere");
        refused("belong together", "--tls-cert", "/nowhere");
        refused("no origin", "--allow-origin", "*");
        refused("no ICE server", "--ice-servers", "example.org");
        refused("--port", "--port", "70000");
        Path empty = Files.writeString(folder.resolve("empty"), "");
        refused("holds no token", "--token-file", empty.toString());
        refused("fewer than 16", "--session-key-file", empty.toString());
    }

    @Test
    void iceServersAreRead() throws UserError {
        GatewaySettings settings = parse(
                        "--ice-servers", "stun:stun.example:3478,turn:ann:secret@turn.example:3478?transport=udp")
                .settings();
        assertThat(settings.sessions().ice().fresh("x")).hasSize(2);
        assertThat(settings.sessions().ice().fresh("x").get(1).username()).isEqualTo("ann");
        assertThat(settings.sessions().ice().fresh("x").get(1).credential()).isEqualTo("secret");
        assertThat(settings.sessions().ice().fresh("x").get(1).urls())
                .containsExactly("turn:turn.example:3478?transport=udp");
    }

    @Test
    void labelsAreRead() throws UserError {
        assertThat(parse("--require-label", "zone=a", "--require-label", "tier=b")
                        .settings()
                        .workers()
                        .labels())
                .containsEntry("zone", "a")
                .containsEntry("tier", "b");
    }

    @Test
    void aPasswordIsNotRepeatedInAMessage() {
        assertThatThrownBy(() -> parse("--ice-servers", "stun:ann:secret@stun.example:3478")
                        .settings())
                .hasMessageNotContaining("secret");
    }

    private static void refused(String word, String... args) {
        assertThatThrownBy(() -> parse(args).settings())
                .isInstanceOf(UserError.class)
                .hasMessageContaining(word);
    }

    private static GatewayOptions parse(String... args) {
        GatewayOptions options = new GatewayOptions();
        new CommandLine(options).parseArgs(args);
        return options;
    }
}
