package dev.facewire.gateway;

import dev.facewire.cluster.ClusterOptions;
import dev.facewire.gateway.access.OriginRules;
import dev.facewire.gateway.access.Tokens;
import dev.facewire.gateway.face.FaceLimits;
import dev.facewire.gateway.session.SessionIds;
import dev.facewire.gateway.session.SessionLimits;
import dev.facewire.gateway.turn.IceSupply;
import dev.facewire.protocol.PlainText;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.IceServer;
import dev.facewire.protocol.session.IceServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The command line's options, and their way to checked settings. */
final class GatewayOptions {
    @Option(
            names = "--http-bind",
            paramLabel = "ADDRESS",
            defaultValue = "${env:FACEWIRE_HTTP_BIND:-127.0.0.1}",
            description = "Address that HTTP listens on (default: 127.0.0.1, this machine only). Elsewhere --token-file"
                    + " is needed.")
    String httpBind;

    @Option(
            names = "--port",
            defaultValue = "${env:FACEWIRE_PORT:-8080}",
            description = "HTTP port; 0 for any that is free (default: 8080).")
    int port;

    @Option(
            names = "--cluster-bind",
            paramLabel = "ADDRESS",
            defaultValue = "${env:FACEWIRE_CLUSTER_BIND:-127.0.0.1}",
            description = "Address for the cluster: Hazelcast and event bus (default: 127.0.0.1). They have no"
                    + " authentication: a private network only.")
    String clusterBind;

    @Option(
            names = "--cluster-name",
            defaultValue = "${env:FACEWIRE_CLUSTER_NAME:-facewire}",
            description = "Members with another name are strangers (default: facewire).")
    String clusterName;

    @Option(
            names = "--members",
            split = ",",
            paramLabel = "HOST[:PORT]",
            defaultValue = "${env:FACEWIRE_MEMBERS:-}",
            description = "Other gateways to look for (default: this machine).")
    List<String> members = List.of();

    @Option(
            names = "--cluster-config",
            paramLabel = "FILE",
            defaultValue = "${env:FACEWIRE_CLUSTER_CONFIG:-}",
            description = "A Hazelcast configuration instead of the built-in cluster.xml.")
    String clusterConfig;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            defaultValue = "${env:FACEWIRE_TOKEN_FILE:-}",
            description = "Tokens that let a client in, one a line; make one with: openssl rand -hex 32")
    String tokenFile;

    @Option(
            names = "--admin-token-file",
            paramLabel = "FILE",
            defaultValue = "${env:FACEWIRE_ADMIN_TOKEN_FILE:-}",
            description = "Tokens for drain, metrics and workers; they let a client in as well.")
    String adminTokenFile;

    @Option(
            names = "--viewer-token-file",
            paramLabel = "FILE",
            defaultValue = "${env:FACEWIRE_VIEWER_TOKEN_FILE:-}",
            description = "Tokens that let a viewer watch by WHEP, and nothing else.")
    String viewerTokenFile;

    @Option(
            names = "--insecure",
            description =
                    "Listen elsewhere than on loopback without tokens: anyone may, under an IP address or a name of"
                            + " this machine; further names need --allow-host.")
    boolean insecure;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            defaultValue = "${env:FACEWIRE_TLS_CERT:-}",
            description = "Certificate chain (PEM) for HTTPS; with --tls-key.")
    String tlsCert;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            defaultValue = "${env:FACEWIRE_TLS_KEY:-}",
            description = "Its private key (PEM, PKCS#8).")
    String tlsKey;

    @Option(
            names = "--allow-origin",
            split = ",",
            paramLabel = "ORIGIN",
            defaultValue = "${env:FACEWIRE_ALLOW_ORIGIN:-}",
            description = "A web page's origin (https://example.org) that may call from elsewhere; repeatable.")
    List<String> allowOrigins = List.of();

    @Option(
            names = "--allow-host",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "${env:FACEWIRE_ALLOW_HOST:-}",
            description = "A further name of this gateway in the Host header; repeatable.")
    List<String> allowHosts = List.of();

    @Option(
            names = "--allow-bare",
            description = "Let every client ask for options that can show the bare face or an unmarked swap.")
    boolean allowBare;

    @Option(
            names = "--allow-auto-start",
            description = "Let links with auto=1 start the camera page without asking for consent: for kiosks, where"
                    + " it was given beforehand.")
    boolean allowAutoStart;

    @Option(
            names = "--ice-servers",
            split = ",",
            paramLabel = "URL",
            defaultValue = "${env:FACEWIRE_ICE_SERVERS:-}",
            description = "stun:HOST:PORT or turn:USER:PASSWORD@HOST:PORT, for workers and clients; repeatable. With"
                    + " --turn-secret also turn:HOST:PORT.")
    List<String> iceServers = List.of();

    @Option(
            names = "--turn-secret",
            paramLabel = "SECRET",
            defaultValue = "${env:FACEWIRE_TURN_SECRET:-}",
            description =
                    "The secret shared with the TURN servers, for credentials that last ten minutes. Others on this"
                            + " computer can see it: the variable or --turn-secret-file is better.")
    String turnSecret;

    @Option(
            names = "--turn-secret-file",
            paramLabel = "FILE",
            defaultValue = "${env:FACEWIRE_TURN_SECRET_FILE:-}",
            description = "A file whose first line is that secret.")
    String turnSecretFile;

    @Option(
            names = "--session-key-file",
            paramLabel = "FILE",
            defaultValue = "${env:FACEWIRE_SESSION_KEY_FILE:-}",
            description = "Key that signs session ids, 16 bytes or more, the same on all gateways (default: one is made"
                    + " once per cluster).")
    String sessionKeyFile;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            defaultValue = "${env:FACEWIRE_MAX_CONNECTIONS:-4096}",
            description = "Connections by HTTP and WebSocket at once (default: 4096).")
    int maxConnections;

    @Option(
            names = "--max-connections-per-client",
            paramLabel = "N",
            defaultValue = "${env:FACEWIRE_MAX_CONNECTIONS_PER_CLIENT:-256}",
            description =
                    "Of one address, or IPv6 network of 64 bits (default: 256). Behind a proxy all clients have its"
                            + " address: give as many as --max-connections.")
    int maxConnectionsPerClient;

    @Option(
            names = "--max-sessions-per-client",
            paramLabel = "N",
            defaultValue = "${env:FACEWIRE_MAX_SESSIONS_PER_CLIENT:-16}",
            description = "Live sessions of one client (default: 16).")
    int maxSessionsPerClient;

    @Option(
            names = "--face-ttl",
            paramLabel = "SECONDS",
            defaultValue = "${env:FACEWIRE_FACE_TTL:-3600}",
            description = "How long a face is kept that no session uses (default: 3600).")
    int faceTtlSeconds;

    @Option(
            names = "--max-faces",
            paramLabel = "N",
            defaultValue = "${env:FACEWIRE_MAX_FACES:-1000}",
            description = "Faces that this gateway keeps (default: 1000).")
    int maxFaces;

    @Option(
            names = "--max-face-mb",
            paramLabel = "MB",
            defaultValue = "${env:FACEWIRE_MAX_FACE_MB:-200}",
            description = "Megabytes of their crops (default: 200).")
    int maxFaceMb;

    @Option(
            names = "--max-faces-per-client",
            paramLabel = "N",
            defaultValue = "${env:FACEWIRE_MAX_FACES_PER_CLIENT:-100}",
            description = "Faces of one client (default: 100).")
    int maxFacesPerClient;

    @Option(
            names = "--lease",
            paramLabel = "MS",
            defaultValue = "${env:FACEWIRE_LEASE:-700}",
            description = "A worker without a heartbeat for so long is gone (default: 700; across a LAN 1500).")
    int leaseMs;

    @Option(
            names = "--require-label",
            paramLabel = "KEY=VALUE",
            description = "Choose only workers that have this label; repeatable.")
    Map<String, String> labels = Map.of();

    /** A mistake of the user's: one line, exit 2. */
    static final class UserError extends Exception {
        private static final long serialVersionUID = 1L;

        UserError(String message) {
            super(message, null, false, false);
        }
    }

    ClusterOptions cluster() throws UserError {
        Path config = clusterConfig.isEmpty() ? null : readable("--cluster-config", clusterConfig);
        return new ClusterOptions(clusterName, clusterBind, given(members), config, ClusterOptions.Role.DATA);
    }

    GatewaySettings settings() throws UserError {
        check(port >= 0 && port <= 65_535, "--port must be from 0 to 65535");
        check(tlsCert.isEmpty() == tlsKey.isEmpty(), "--tls-cert and --tls-key belong together");
        check(
                maxSessionsPerClient > 0 && maxFaces > 0 && maxFaceMb > 0 && maxFacesPerClient > 0,
                "the limits of sessions and faces must be 1 or more");
        check(maxConnections > 0 && maxConnectionsPerClient > 0, "the limits of connections must be 1 or more");
        check(faceTtlSeconds >= 60, "--face-ttl must be 60 seconds or more");
        check(leaseMs >= 300, "--lease must be 300 or more: workers report every 250 ms");
        GatewaySettings.Http http = new GatewaySettings.Http(
                httpBind,
                port,
                tlsCert.isEmpty() ? null : readable("--tls-cert", tlsCert),
                tlsKey.isEmpty() ? null : readable("--tls-key", tlsKey),
                maxConnections,
                maxConnectionsPerClient);
        Tokens users = tokens("--token-file", tokenFile);
        check(
                http.loopback() || insecure || !users.isEmpty(),
                "--http-bind " + httpBind + " is reachable from elsewhere: give a --token-file (openssl rand -hex 32 >"
                        + " token), or --insecure where everyone on that network may use it");
        return new GatewaySettings(
                http,
                new GatewaySettings.Who(
                        users,
                        tokens("--admin-token-file", adminTokenFile),
                        tokens("--viewer-token-file", viewerTokenFile),
                        allowBare,
                        given(allowHosts),
                        origins(),
                        allowAutoStart),
                new GatewaySettings.Workers(
                        Duration.ofMillis(leaseMs),
                        GatewaySettings.DEFAULTS.workers().suspectFor(),
                        labels),
                new FaceLimits(
                        Duration.ofSeconds(faceTtlSeconds), maxFaces, maxFaceMb * 1024L * 1024, maxFacesPerClient),
                sessions(),
                sessionKey());
    }

    private SessionLimits sessions() throws UserError {
        try {
            String secret = turnSecret();
            List<IceServer> servers = IceServers.parse(given(iceServers), secret != null);
            return new SessionLimits(maxSessionsPerClient, new IceSupply(servers, secret, Clock.systemUTC()));
        } catch (IllegalArgumentException e) {
            throw new UserError("--ice-servers: " + e.getMessage());
        }
    }

    private String turnSecret() throws UserError {
        check(
                turnSecret.isEmpty() || turnSecretFile.isEmpty(),
                "--turn-secret and --turn-secret-file say the same; give one of them");
        String secret = turnSecret;
        if (!turnSecretFile.isEmpty()) {
            secret = text("--turn-secret-file", turnSecretFile)
                    .lines()
                    .findFirst()
                    .orElse("")
                    .strip();
            check(!secret.isEmpty(), "--turn-secret-file: " + turnSecretFile + " is empty");
        }
        check(
                secret.isEmpty() || given(iceServers).stream().anyMatch(url -> url.startsWith("turn")),
                "--turn-secret needs a TURN server: --ice-servers turn:HOST:PORT");
        return secret.isEmpty() ? null : secret;
    }

    private List<String> origins() throws UserError {
        for (String origin : given(allowOrigins)) {
            check(
                    OriginRules.wellFormed(origin),
                    "--allow-origin \"" + origin + "\" is no origin; write for example https://example.org");
        }
        return given(allowOrigins);
    }

    private Tokens tokens(String option, String file) throws UserError {
        if (file.isEmpty()) {
            return Tokens.NONE;
        }
        try {
            return Tokens.parse(text(option, file));
        } catch (IllegalArgumentException e) {
            throw new UserError(option + ": " + file + " " + e.getMessage());
        }
    }

    private byte[] sessionKey() throws UserError {
        if (sessionKeyFile.isEmpty()) {
            return null;
        }
        try {
            byte[] key = Files.readAllBytes(readable("--session-key-file", sessionKeyFile));
            check(
                    key.length >= SessionIds.MIN_KEY_BYTES,
                    "--session-key-file: " + sessionKeyFile + " has fewer than " + SessionIds.MIN_KEY_BYTES
                            + " bytes; make one with: openssl rand -out " + sessionKeyFile + " 32");
            return key;
        } catch (IOException e) {
            throw new UserError("--session-key-file: " + sessionKeyFile + " can't be read: " + e.getMessage());
        }
    }

    private static String text(String option, String file) throws UserError {
        try {
            return PlainText.decode(Files.readAllBytes(readable(option, file)));
        } catch (IOException e) {
            throw new UserError(option + ": " + file + " can't be read: " + e.getMessage());
        } catch (Fault e) {
            throw new UserError(option + ": " + file + ": " + e.detail());
        }
    }

    private static Path readable(String option, String file) throws UserError {
        Path path = Path.of(file);
        check(Files.isRegularFile(path), option + ": there is no file " + file);
        check(Files.isReadable(path), option + ": " + file + " can't be read");
        return path;
    }

    /** An unset variable of the environment gives one empty text. */
    private static List<String> given(List<String> texts) {
        return texts == null
                ? List.of()
                : texts.stream().filter(text -> !text.isBlank()).toList();
    }

    private static void check(boolean holds, String otherwise) throws UserError {
        if (!holds) {
            throw new UserError(otherwise);
        }
    }
}
