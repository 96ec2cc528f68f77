package dev.facewire.client.gateway;

import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.fault.Words;
import dev.facewire.protocol.Json;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.http.FaceCreated;
import dev.facewire.protocol.http.Problem;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;

/** Calls to one gateway. Thread-safe. */
public final class GatewayClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** A face may have to wait for a worker's look at it. */
    private static final Duration FACE_TIMEOUT = Duration.ofSeconds(30);
    /** At the end of a run nobody waits longer; the face goes by itself when it expires. */
    private static final Duration DELETE_TIMEOUT = Duration.ofSeconds(2);
    /** The API's limit; said here, because a gateway may hang up in the middle of a larger one. */
    private static final long MAX_FACE_BYTES = 10L * 1024 * 1024;

    private final GatewayAddress address;
    private final String token;
    private final HttpClient http;

    /**
     * Makes a client; nothing is sent yet.
     *
     * @param token null where none is needed
     * @param trust for a gateway with a certificate of its own; null for what this Java trusts
     */
    public GatewayClient(GatewayAddress address, String token, SSLContext trust) {
        this.address = address;
        this.token = token;
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).version(HttpClient.Version.HTTP_1_1);
        if (trust != null) {
            builder.sslContext(trust);
        }
        this.http = builder.build();
    }

    public GatewayAddress address() {
        return address;
    }

    public boolean tokenGiven() {
        return token != null;
    }

    /** Reads a face's file, or says why it can't be sent. */
    public static byte[] readFace(Path file) {
        if (!Files.exists(file)) {
            throw ClientFault.usage("there is no face picture at '" + file + "'");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw ClientFault.usage("'" + file + "' is no file that can be read");
        }
        try {
            long size = Files.size(file);
            if (size == 0) {
                throw ClientFault.usage("the face picture '" + file + "' is empty");
            }
            if (size > MAX_FACE_BYTES) {
                throw ClientFault.usage("the face picture '" + file + "' has " + (size >> 20)
                        + " MB; 10 MB are allowed: save it smaller");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw ClientFault.usage("'" + file + "' can't be read: " + Words.of(e));
        }
    }

    /**
     * Uploads a face.
     *
     * @throws ClientFault with what the gateway said
     */
    public FaceCreated uploadFace(byte[] image) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.faces())
                .timeout(FACE_TIMEOUT)
                .header("Content-Type", ImageType.of(image))
                .header("Accept", "application/json, " + Problem.CONTENT_TYPE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(image));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<String> response;
        try {
            response = http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw Refusals.unreachable(address, e);
        }
        if (response.statusCode() / 100 != 2) {
            throw refusal(response.statusCode(), response.body(), retryAfter(response));
        }
        try {
            return Json.decode(response.body(), FaceCreated.class);
        } catch (Fault e) {
            throw ClientFault.run("what answers at " + address + " is no Facewire gateway (" + e.detail() + ")");
        }
    }

    /** Deletes a face; fails where the gateway can't be asked or won't. */
    CompletableFuture<Void> deleteFace(String id) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.face(id)).timeout(DELETE_TIMEOUT).DELETE();
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.sendAsync(request.build(), BodyHandlers.discarding()).thenAccept(response -> {
            if (response.statusCode() / 100 != 2) {
                throw refusal(response.statusCode(), "", null);
            }
        });
    }

    /**
     * Opens the signalling WebSocket.
     *
     * @return fails with a {@link ClientFault}
     */
    public CompletableFuture<WebSocket> openSignal(WebSocket.Listener listener) {
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(CONNECT_TIMEOUT);
        if (token != null) {
            builder.header("Authorization", "Bearer " + token);
        }
        return builder.buildAsync(address.signal(), listener).handle((socket, thrown) -> {
            if (thrown == null) {
                return socket;
            }
            Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
            if (cause instanceof WebSocketHandshakeException handshake) {
                HttpResponse<?> response = handshake.getResponse();
                throw refusal(response.statusCode(), "", retryAfter(response));
            }
            throw Refusals.unreachable(address, cause);
        });
    }

    /** The token for {@code hello}; null where there is none. */
    String token() {
        return token;
    }

    private ClientFault refusal(int status, String body, Integer retryAfterS) {
        return Refusals.of(fault(status, body), retryAfterS, tokenGiven());
    }

    private static Fault fault(int status, String body) {
        try {
            Problem problem = Json.decode(body, Problem.class);
            if (problem.code() != null) {
                return problem.toFault();
            }
        } catch (Fault notOurs) {
            // a proxy's page, for example: the status must do
        }
        ErrorCode code =
                switch (status) {
                    case 401 -> ErrorCode.UNAUTHORIZED;
                    case 403 -> ErrorCode.FORBIDDEN;
                    case 413 -> ErrorCode.TOO_LARGE;
                    case 415 -> ErrorCode.NOT_AN_IMAGE;
                    case 429 -> ErrorCode.TOO_MANY;
                    case 503 -> ErrorCode.NO_CAPACITY;
                    default -> ErrorCode.INTERNAL;
                };
        return new Fault(code, "HTTP status " + status);
    }

    private static Integer retryAfter(HttpResponse<?> response) {
        Optional<String> header = response.headers().firstValue("Retry-After");
        try {
            return header.map(String::trim).map(Integer::valueOf).orElse(null);
        } catch (NumberFormatException aDate) {
            return null;
        }
    }
}
