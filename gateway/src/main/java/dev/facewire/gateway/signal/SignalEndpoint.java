package dev.facewire.gateway.signal;

import dev.facewire.gateway.access.Access;
import dev.facewire.gateway.access.CandidateBudget;
import dev.facewire.gateway.access.ClientAddress;
import dev.facewire.gateway.access.OpenCounts;
import dev.facewire.gateway.http.Connections;
import dev.facewire.gateway.session.SessionCalls;
import dev.facewire.gateway.turn.IceSupply;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.IceServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Turns a request into a {@link SignalConnection}. Host and Origin were checked before. */
public final class SignalEndpoint {
    /** A hello takes a round trip; behind a proxy all clients connect anew at once after a restart. */
    private static final int MAX_GREETING_PER_CLIENT = 64;

    private static final int MAX_GREETING = 512;

    private final Vertx vertx;
    private final SessionCalls sessions;
    private final Access access;
    private final String version;
    private final IceSupply ice;
    private final SecureRandom random = new SecureRandom();
    private final Connections open;
    private final CandidateBudget budget;
    /** Connections that have not said hello. */
    private final OpenCounts greeting = new OpenCounts(MAX_GREETING_PER_CLIENT, MAX_GREETING);

    private final Set<SignalConnection> connections = new HashSet<>();

    /**
     * The endpoint of this gateway.
     *
     * @param open the connections that its WebSockets count among
     * @param version of this gateway, for the hello
     * @param ice servers for clients
     */
    public SignalEndpoint(
            Vertx vertx,
            Connections open,
            SessionCalls sessions,
            Access access,
            String version,
            IceSupply ice,
            CandidateBudget budget) {
        this.budget = budget;
        this.vertx = vertx;
        this.open = open;
        this.sessions = sessions;
        this.access = access;
        this.version = version;
        this.ice = ice;
    }

    public void accept(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        requireHandshake(request);
        String headerToken = Access.bearer(request.getHeader(HttpHeaders.AUTHORIZATION));
        String address = request.remoteAddress().hostAddress();
        String client = ClientAddress.group(address);
        if (!greeting.open(client)) {
            throw new Fault(ErrorCode.TOO_MANY, "too many connections that have not said hello; try again");
        }
        Connections.Open connection = open.of(request);
        request.toWebSocket()
                .onSuccess(socket -> {
                    if (connection != null) {
                        connection.upgraded();
                    }
                    new SignalConnection(vertx, socket, this, headerToken, address, connection).open();
                })
                .onFailure(failure -> {
                    greeting.close(client);
                    ctx.fail(new Fault(ErrorCode.BAD_REQUEST, "the WebSocket's handshake is broken"));
                });
    }

    /** Said here, because the framework would answer without a problem document. */
    private static void requireHandshake(HttpServerRequest request) {
        if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
            throw new Fault(ErrorCode.BAD_REQUEST, "this path is a WebSocket");
        }
        String connection = String.valueOf(request.getHeader(HttpHeaders.CONNECTION));
        if (!connection.toLowerCase(Locale.ROOT).contains("upgrade")) {
            throw new Fault(ErrorCode.BAD_REQUEST, "a WebSocket needs \"Connection: Upgrade\"; does a proxy drop it?");
        }
        if (!"13".equals(request.getHeader("Sec-WebSocket-Version"))
                || request.getHeader("Sec-WebSocket-Key") == null) {
            throw new Fault(ErrorCode.BAD_REQUEST, "a WebSocket of version 13 with a key is spoken here");
        }
    }

    /** The gateway stops: clients are told at once, and can go to another one. Their media goes on. */
    public void goAway() {
        List.copyOf(connections).forEach(SignalConnection::goAway);
    }

    void opened(SignalConnection connection) {
        connections.add(connection);
    }

    void closed(SignalConnection connection) {
        connections.remove(connection);
    }

    /** A connection of this address said hello, or closed before. */
    void greeted(String address) {
        greeting.close(ClientAddress.group(address));
    }

    SessionCalls sessions() {
        return sessions;
    }

    Access access() {
        return access;
    }

    CandidateBudget budget() {
        return budget;
    }

    String version() {
        return version;
    }

    /** For one client, good for the next minutes. */
    List<IceServer> iceServers() {
        byte[] who = new byte[4];
        random.nextBytes(who);
        return ice.fresh(HexFormat.of().formatHex(who));
    }
}
