package dev.facewire.gateway.signal;

import dev.facewire.gateway.access.Access;
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
import java.util.Set;

/** Turns a request into a {@link SignalConnection}. Host and Origin were checked before. */
public final class SignalEndpoint {
    private final Vertx vertx;
    private final SessionCalls sessions;
    private final Access access;
    private final String version;
    private final IceSupply ice;
    private final SecureRandom random = new SecureRandom();
    private final Set<SignalConnection> connections = new HashSet<>();

    /**
     * The endpoint of this gateway.
     *
     * @param version of this gateway, for the hello
     * @param ice servers for clients
     */
    public SignalEndpoint(Vertx vertx, SessionCalls sessions, Access access, String version, IceSupply ice) {
        this.vertx = vertx;
        this.sessions = sessions;
        this.access = access;
        this.version = version;
        this.ice = ice;
    }

    public void accept(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
            throw new Fault(ErrorCode.BAD_REQUEST, "this path is a WebSocket");
        }
        String headerToken = Access.bearer(request.getHeader(HttpHeaders.AUTHORIZATION));
        String address = request.remoteAddress().hostAddress();
        request.toWebSocket()
                .onSuccess(socket -> new SignalConnection(vertx, socket, this, headerToken, address).open())
                .onFailure(ctx::fail);
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

    SessionCalls sessions() {
        return sessions;
    }

    Access access() {
        return access;
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
