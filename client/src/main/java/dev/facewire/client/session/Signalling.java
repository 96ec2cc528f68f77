package dev.facewire.client.session;

import dev.facewire.client.ClientFault;
import dev.facewire.client.gateway.GatewayClient;
import dev.facewire.client.gateway.SignalSocket;
import dev.facewire.protocol.signal.SignalMessage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The run's connection to its gateway. What comes in is posted as events; a connection that is lost is made anew, at
 * longer and longer intervals, because media flows on without it. Used by the run's main thread.
 */
final class Signalling implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(6);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(8);

    private final GatewayClient gateway;
    private final String version;
    private final Consumer<Event> events;
    private SignalSocket socket;
    private Duration nextRetry = FIRST_RETRY;

    Signalling(GatewayClient gateway, String version, Consumer<Event> events) {
        this.gateway = gateway;
        this.version = version;
        this.events = events;
    }

    /**
     * Connects and says hello; the gateway's hello comes as an event.
     *
     * @throws ClientFault where that fails
     */
    void connect() throws InterruptedException {
        try {
            socket = open().get(CONNECT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw fault(e.getCause());
        } catch (TimeoutException e) {
            throw ClientFault.run("the gateway at " + gateway.address() + " does not answer; try again later");
        }
    }

    /** Tries once more after a while; posts {@link Event.SignalBack} or {@link Event.SignalStillLost}. */
    void connectAgain() {
        Executor later = CompletableFuture.delayedExecutor(nextRetry.toMillis(), TimeUnit.MILLISECONDS);
        Duration doubled = nextRetry.multipliedBy(2);
        nextRetry = doubled.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : doubled;
        CompletableFuture<?> unused = CompletableFuture.completedFuture(null)
                .thenComposeAsync(nothing -> open(), later)
                .whenComplete((made, failed) ->
                        events.accept(failed == null ? new Event.SignalBack(made) : new Event.SignalStillLost()));
    }

    /** Takes the new connection. */
    void adopt(SignalSocket made) {
        socket = made;
        nextRetry = FIRST_RETRY;
    }

    void send(SignalMessage message) {
        socket.send(message);
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }

    private CompletableFuture<SignalSocket> open() {
        return SignalSocket.connect(gateway, version, new SignalSocket.Listener() {
            @Override
            public void onMessage(SignalMessage message) {
                events.accept(new Event.Signal(message));
            }

            @Override
            public void onClosed(String why) {
                events.accept(new Event.SignalLost(why));
            }
        });
    }

    private static ClientFault fault(Throwable cause) {
        Throwable inner = cause instanceof CompletionException ? cause.getCause() : cause;
        return inner instanceof ClientFault fault ? fault : ClientFault.run("the gateway can't be used: " + inner);
    }
}
