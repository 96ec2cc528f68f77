package dev.facewire.gateway.http;

import dev.facewire.gateway.access.ClientAddress;
import dev.facewire.gateway.access.OpenCounts;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to this gateway: no more than it can hold, none that takes for ever to say what it wants. Confined to
 * the gateway's event loop.
 */
public final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final long SWEEP_MS = 1000;
    private static final long LOG_EVERY_NANOS = 60_000_000_000L;

    private final Vertx vertx;
    private final OpenCounts counts;
    private final IdentityHashMap<HttpConnection, Open> open = new IdentityHashMap<>();
    private int refused;
    private Long loggedNanos;

    public Connections(Vertx vertx, OpenCounts counts) {
        this.vertx = vertx;
        this.counts = counts;
    }

    /** One connection; after an upgrade its WebSocket ends it. */
    public final class Open {
        private final HttpConnection connection;
        private final String client;
        private final ConnectionPace pace = new ConnectionPace(System.nanoTime());
        private boolean upgraded;

        private Open(HttpConnection connection, String client) {
            this.connection = connection;
            this.client = client;
        }

        /** It became a WebSocket, which has a pace of its own; {@link #closed} is to be called at its end. */
        public void upgraded() {
            upgraded = true;
        }

        public void closed() {
            if (open.remove(connection) != null) {
                counts.close(client);
            }
        }
    }

    /** Watches a server that hands its requests to a router. */
    public void watch(HttpServer server, Handler<HttpServerRequest> router) {
        server.connectionHandler(this::opened)
                .requestHandler(request -> {
                    began(request);
                    router.handle(request);
                })
                .invalidRequestHandler(Problems::unreadable);
        vertx.setPeriodic(SWEEP_MS, ignored -> sweep(System.nanoTime()));
    }

    /** The connection of a request. */
    public Open of(HttpServerRequest request) {
        return open.get(request.connection());
    }

    private void opened(HttpConnection connection) {
        String client = ClientAddress.group(connection.remoteAddress().hostAddress());
        if (!counts.open(client)) {
            connection.close();
            refused(client);
            return;
        }
        Open opened = new Open(connection, client);
        open.put(connection, opened);
        connection.closeHandler(ignored -> {
            if (!opened.upgraded) {
                opened.closed();
            }
        });
    }

    private void refused(String client) {
        refused++;
        long now = System.nanoTime();
        if (loggedNanos == null || now - loggedNanos >= LOG_EVERY_NANOS) {
            LOG.warn(
                    "{} connection{} refused, the last of {}, which has {} of {} open; see --max-connections"
                            + " and --max-connections-per-client",
                    refused,
                    refused == 1 ? "" : "s",
                    client,
                    counts.of(client),
                    counts.all());
            loggedNanos = now;
            refused = 0;
        }
    }

    private record Exchanging(HttpServerRequest request) implements ConnectionPace.Exchange {
        @Override
        public boolean received() {
            return request.isEnded();
        }

        @Override
        public boolean answered() {
            return request.response().ended();
        }
    }

    private void began(HttpServerRequest request) {
        Open connection = of(request);
        if (connection != null) {
            boolean upload = HttpMethod.POST.equals(request.method()) && "/v1/faces".equals(request.path());
            Duration body = upload ? ConnectionPace.UPLOAD : ConnectionPace.BODY;
            connection.pace.began(new Exchanging(request), body, System.nanoTime());
        }
    }

    private void sweep(long now) {
        for (Open connection : List.copyOf(open.values())) {
            if (connection.upgraded || !connection.pace.late(now)) {
                continue;
            }
            if (connection.pace.unanswered(now) instanceof Exchanging late) {
                Problems.answer(
                                late.request().response(),
                                new Fault(ErrorCode.TOO_SLOW, "the request's body did not come in time; send it again"))
                        .onComplete(ignored -> connection.connection.close());
            } else {
                connection.connection.close();
            }
        }
    }
}
