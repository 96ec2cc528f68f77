package dev.facewire.gateway.fake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.signal.SignalMessage;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of {@code /v1/signal} that a test drives step by step. */
public final class SignalClient implements AutoCloseable {
    private final WebSocket socket;
    private final BlockingQueue<SignalMessage> messages = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private SignalClient(WebSocket socket) {
        this.socket = socket;
        socket.textMessageHandler(text -> messages.add(SignalMessage.parse(text)));
        socket.closeHandler(ignored -> closed.countDown());
    }

    /** Connects without a word. */
    public static SignalClient connect(WebSocketClient sockets, WebSocketConnectOptions options) throws Exception {
        return sockets.connect(options).map(SignalClient::new).await(5, TimeUnit.SECONDS);
    }

    public void send(SignalMessage message) {
        text(message.toText());
    }

    public void text(String text) {
        socket.writeTextMessage(text);
    }

    /** The next message, which must be of this kind. */
    public <T extends SignalMessage> T next(Class<T> type) throws InterruptedException {
        SignalMessage message = messages.poll(5, TimeUnit.SECONDS);
        assertThat(message).isInstanceOf(type);
        return type.cast(message);
    }

    /** Drops messages until an error of this code, which must come. */
    public SignalMessage.Error nextOf(ErrorCode code) throws InterruptedException {
        while (true) {
            SignalMessage message = messages.poll(5, TimeUnit.SECONDS);
            assertThat(message).as("no error " + code).isNotNull();
            if (message instanceof SignalMessage.Error error && error.code() == code) {
                return error;
            }
        }
    }

    public boolean awaitClosed() throws InterruptedException {
        return closed.await(5, TimeUnit.SECONDS);
    }

    public Short closeCode() {
        return socket.closeStatusCode();
    }

    @Override
    public void close() {
        socket.close();
    }
}
