package dev.facewire.client.gateway;

import dev.facewire.client.fault.Words;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.signal.SignalMessage;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One signalling connection. Messages go out in the order of {@link #send}; it never blocks. */
public final class SignalSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignalSocket.class);
    private static final long CLOSE_TIMEOUT_MS = 500;

    /** Called on the HTTP client's threads, one at a time: it must only hand on. */
    public interface Listener {
        void onMessage(SignalMessage message);

        /** The connection ended; not called after {@link SignalSocket#close()}. */
        void onClosed(String why);
    }

    private final Listener listener;
    private volatile long heardNanos = System.nanoTime();
    private final StringBuilder text = new StringBuilder();
    private volatile WebSocket socket;
    private volatile boolean closed;
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);

    private SignalSocket(Listener listener) {
        this.listener = listener;
    }

    /**
     * Connects and says hello.
     *
     * @return fails with a {@link dev.facewire.client.fault.ClientFault}
     */
    public static CompletableFuture<SignalSocket> connect(GatewayClient gateway, String version, Listener listener) {
        SignalSocket signal = new SignalSocket(listener);
        return gateway.openSignal(signal.new Receiver()).thenApply(socket -> {
            signal.socket = socket;
            signal.send(new SignalMessage.Hello(gateway.token(), version, null));
            return signal;
        });
    }

    /** Sends a message after those before it; a connection that is lost swallows it and reports itself closed. */
    public synchronized void send(SignalMessage message) {
        String line = message.toText();
        sending = sending.handle((done, failed) -> null)
                .thenCompose(done -> socket.sendText(line, true))
                .whenComplete((done, failed) -> {
                    if (failed != null) {
                        LOG.debug("a {} was not sent: {}", message.getClass().getSimpleName(), failed.toString());
                    }
                });
    }

    /** Asks for a sign of life. */
    public synchronized void ping() {
        sending = sending.handle((done, failed) -> null)
                .thenCompose(done -> socket.sendPing(ByteBuffer.allocate(0)))
                .handle((done, failed) -> null);
    }

    /** When the gateway last gave a sign of life, by {@link System#nanoTime()}. */
    public long heardNanos() {
        return heardNanos;
    }

    /** Drops the connection without a word: nobody answers. {@link Listener#onClosed} is not called. */
    public void abort() {
        closed = true;
        socket.abort();
    }

    /** Closes the connection, after what was sent before, and waits for that a short time. */
    @Override
    public void close() {
        closed = true;
        CompletableFuture<?> last;
        synchronized (this) {
            last = sending;
        }
        try {
            last.handle((done, failed) -> null)
                    .thenCompose(done -> socket.sendClose(WebSocket.NORMAL_CLOSURE, "done"))
                    .get(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the connection did not close in order: {}", e.toString());
        }
        socket.abort();
    }

    private final class Receiver implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onPong(WebSocket from, ByteBuffer ignored) {
            heardNanos = System.nanoTime();
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            heardNanos = System.nanoTime();
            text.append(part);
            if (text.length() > SignalMessage.MAX_LENGTH) {
                from.abort();
                ended("the gateway sent a message that is too long");
                return null;
            }
            if (last) {
                String line = text.toString();
                text.setLength(0);
                receive(line);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            ended("closed by the gateway (" + status + (reason.isEmpty() ? "" : ", " + reason) + ")");
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            ended(Words.of(error));
        }

        private void receive(String line) {
            try {
                listener.onMessage(SignalMessage.parse(line));
            } catch (Fault e) {
                LOG.warn("a message of the gateway is not understood: {}", e.detail());
            }
        }

        private void ended(String why) {
            if (!closed) {
                closed = true;
                listener.onClosed(why);
            }
        }
    }
}
