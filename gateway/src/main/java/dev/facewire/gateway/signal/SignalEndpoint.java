package dev.facewire.gateway.signal;

import dev.facewire.gateway.access.Access;
import dev.facewire.gateway.session.SessionCalls;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.IceServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** Turns a request into a {@link SignalConnection}. Host and Origin were checked before. */
public final class SignalEndpoint {
    private final Vertx vertx;
    private final SessionCalls sessions;
    private final Access access;
    private final String version;
    private final List<IceServer> iceServers;

    /**
     * The endpoint of this gateway.
     *
     * @param version of this gateway, for the hello
     * @param iceServers for clients
     */
    public SignalEndpoint(
            Vertx vertx, SessionCalls sessions, Access access, String version, List<IceServer> iceServers) {
        this.vertx = vertx;
        this.sessions = sessions;
        this.access = access;
        this.version = version;
        this.iceServers = List.copyOf(iceServers);
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

    SessionCalls sessions() {
        return sessions;
    }

    Access access() {
        return access;
    }

    String version() {
        return version;
    }

    List<IceServer> iceServers() {
        return iceServers;
    }
}
