package dev.facewire.client;

import dev.facewire.protocol.Json;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.http.FaceCreated;
import dev.facewire.protocol.http.Problem;
import dev.facewire.protocol.session.IceServer;
import dev.facewire.protocol.signal.SignalMessage;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * A gateway of the API's shape in this JVM. What it says to a face and to the messages of a signalling connection is the
 * test's to decide.
 */
public final class FakeGateway implements AutoCloseable {
    /** Answers to the client; any thread. */
    public interface Connection {
        void send(SignalMessage message);

        void hangUp();
    }

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    public volatile Fault faceRefusal;
    public volatile Integer retryAfterS;
    public volatile String token;
    public volatile List<String> warnings = List.of();
    public volatile List<IceServer> iceServers = List.of();
    public volatile byte[] face;
    public volatile String faceType;
    /** The ids of the faces that were deleted. */
    public final List<String> deleted = new CopyOnWriteArrayList<>();

    public volatile BiConsumer<Connection, SignalMessage> onMessage = (connection, message) -> {};

    public FakeGateway() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(this::handle)
                .webSocketHandler(this::handle)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    public String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    private void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            if (request.method().equals(HttpMethod.DELETE) && request.path().startsWith("/v1/faces/")) {
                deleted.add(request.path().substring("/v1/faces/".length()));
                request.response().setStatusCode(204).end();
                return;
            }
            if (!request.path().equals("/v1/faces")) {
                request.response().setStatusCode(404).end();
                return;
            }
            if (token != null && !("Bearer " + token).equals(request.getHeader("Authorization"))) {
                refuse(request, new Fault(ErrorCode.UNAUTHORIZED, "a token is needed"));
                return;
            }
            face = body.getBytes();
            faceType = request.getHeader("Content-Type");
            if (faceRefusal != null) {
                refuse(request, faceRefusal);
                return;
            }
            request.response()
                    .setStatusCode(201)
                    .putHeader("Content-Type", "application/json")
                    .end(Json.encode(new FaceCreated("face-1", 512, 512, warnings, "2030-01-01T00:00:00Z")));
        });
    }

    private void refuse(HttpServerRequest request, Fault fault) {
        if (retryAfterS != null) {
            request.response().putHeader("Retry-After", String.valueOf(retryAfterS));
        }
        request.response()
                .setStatusCode(fault.code().httpStatus())
                .putHeader("Content-Type", Problem.CONTENT_TYPE)
                .end(Json.encode(Problem.of(fault)));
    }

    private void handle(ServerWebSocket socket) {
        Connection connection = new Connection() {
            @Override
            public void send(SignalMessage message) {
                socket.writeTextMessage(message.toText());
            }

            @Override
            public void hangUp() {
                socket.close();
            }
        };
        socket.textMessageHandler(text -> {
            SignalMessage message = SignalMessage.parse(text);
            if (message instanceof SignalMessage.Hello) {
                connection.send(new SignalMessage.Hello(null, "test", iceServers));
            }
            onMessage.accept(connection, message);
        });
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
