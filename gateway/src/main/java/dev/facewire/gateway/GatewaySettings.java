package dev.facewire.gateway;

import dev.facewire.gateway.access.Tokens;
import dev.facewire.gateway.face.FaceLimits;
import dev.facewire.gateway.session.SessionLimits;
import dev.facewire.gateway.turn.IceSupply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Everything that a gateway can be told, with its defaults in {@link #DEFAULTS}.
 *
 * @param sessionKey signs session ids; null for one that is made once per cluster
 */
@SuppressWarnings("ArrayRecordComponent") // a key: never compared
public record GatewaySettings(
        Http http, Who who, Workers workers, FaceLimits faces, SessionLimits sessions, byte[] sessionKey) {

    public static final GatewaySettings DEFAULTS = new GatewaySettings(
            new Http("127.0.0.1", 8080, null, null),
            new Who(Tokens.NONE, Tokens.NONE, Tokens.NONE, false, List.of(), List.of()),
            new Workers(Duration.ofMillis(700), Duration.ofSeconds(2), Map.of()),
            FaceLimits.DEFAULTS,
            new SessionLimits(SessionLimits.DEFAULT_MAX_PER_CLIENT, IceSupply.NONE),
            null);

    /**
     * Where HTTP listens.
     *
     * @param port 0 for any that is free
     * @param tlsCert PEM, or null for plain HTTP
     * @param tlsKey PEM, with {@code tlsCert}
     * @param maxConnections open at once, in all
     * @param maxConnectionsPerClient open at once from one address
     */
    public record Http(
            String bind, int port, Path tlsCert, Path tlsKey, int maxConnections, int maxConnectionsPerClient) {
        /** Some 20 KB each, so 80 MB. */
        public static final int DEFAULT_MAX_CONNECTIONS = 4096;
        /** A browser opens six, a call keeps one; a household has a dozen devices. */
        public static final int DEFAULT_MAX_CONNECTIONS_PER_CLIENT = 256;

        /** With the default limits. */
        public Http(String bind, int port, Path tlsCert, Path tlsKey) {
            this(bind, port, tlsCert, tlsKey, DEFAULT_MAX_CONNECTIONS, DEFAULT_MAX_CONNECTIONS_PER_CLIENT);
        }

        public boolean tls() {
            return tlsCert != null;
        }

        /** True where only this host can connect. */
        public boolean loopback() {
            return bind.equals("localhost") || bind.startsWith("127.") || bind.equals("::1") || bind.equals("[::1]");
        }
    }

    /**
     * Who may.
     *
     * @param viewers tokens that let a viewer watch, and nothing else
     * @param allowBare every caller may show the bare face
     * @param allowHosts names of this gateway besides those of loopback
     * @param allowOrigins pages from elsewhere that may call
     * @param allowAutoStart links may start the camera page without asking for the person's consent
     */
    public record Who(
            Tokens users,
            Tokens admins,
            Tokens viewers,
            boolean allowBare,
            List<String> allowHosts,
            List<String> allowOrigins,
            boolean allowAutoStart) {
        /** With a page that asks. */
        public Who(
                Tokens users,
                Tokens admins,
                Tokens viewers,
                boolean allowBare,
                List<String> allowHosts,
                List<String> allowOrigins) {
            this(users, admins, viewers, allowBare, allowHosts, allowOrigins, false);
        }
    }

    /**
     * How workers are watched and chosen.
     *
     * @param lease the age up to which a heartbeat counts; they come every 250 ms
     * @param suspectFor how long a worker that did not answer is not chosen
     * @param labels that a worker must have to be chosen
     */
    public record Workers(Duration lease, Duration suspectFor, Map<String, String> labels) {}
}
