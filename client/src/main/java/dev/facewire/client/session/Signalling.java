package dev.facewire.client.session;

import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.gateway.GatewayClient;
import dev.facewire.client.gateway.Gateways;
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
 * The run's connection to a gateway. What comes in is posted as events; a connection that is lost is made anew: at once
 * with the next gateway where there are several, and at longer and longer intervals when all have failed. Media flows on
 * without it. Used by the run's main thread.
 */
final class Signalling implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(6);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(8);
    private static final long PING_NANOS = Duration.ofSeconds(1).toNanos();
    /** A gateway that gives no sign for so long is frozen, or cut off: TCP alone would tell after minutes. */
    private static final long SILENT_NANOS = Duration.ofSeconds(4).toNanos();

    private final Gateways gateways;
    private final String version;
    private final Consumer<Event> events;
    private SignalSocket socket;
    private Duration nextRetry = FIRST_RETRY;
    private int triedSinceLost;
    private long pingNanos;

    Signalling(Gateways gateways, String version, Consumer<Event> events) {
        this.gateways = gateways;
        this.version = version;
        this.events = events;
    }

    /**
     * Connects to the present gateway, or the next that can be reached, and says hello; the gateway's hello comes as an
     * event.
     *
     * @throws ClientFault where that fails
     */
    void connect() throws InterruptedException {
        for (int tried = 1; ; tried++) {
            try {
                socket = open().get(CONNECT.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (ExecutionException | TimeoutException e) {
                ClientFault fault = e instanceof ExecutionException ? fault(e.getCause()) : silent();
                if (!fault.unreachable() || tried >= gateways.size()) {
                    throw fault;
                }
                gateways.turn();
            }
        }
    }

    private ClientFault silent() {
        return ClientFault.unreachable(
                "the gateway at " + gateways.present().address() + " does not answer; try again later");
    }

    /** Tries once more; posts {@link Event.SignalBack} or {@link Event.SignalStillLost}. */
    void connectAgain() {
        gateways.turn();
        boolean untried = ++triedSinceLost < gateways.size();
        Duration pause = untried ? Duration.ZERO : nextRetry;
        if (!untried) {
            Duration doubled = nextRetry.multipliedBy(2);
            nextRetry = doubled.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : doubled;
        }
        Executor later = CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<?> unused = CompletableFuture.completedFuture(null)
                .thenComposeAsync(nothing -> open(), later)
                .orTimeout(CONNECT.plus(pause).toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((made, failed) ->
                        events.accept(failed == null ? new Event.SignalBack(made) : new Event.SignalStillLost()));
    }

    /** Takes the new connection. */
    void adopt(SignalSocket made) {
        socket = made;
        nextRetry = FIRST_RETRY;
        triedSinceLost = 0;
    }

    void send(SignalMessage message) {
        socket.send(message);
    }

    /** Says hello once more: the answer holds fresh passwords for relays. */
    void greet() {
        send(new SignalMessage.Hello(null, version, null));
    }

    /** To be called often while connected: drops a connection on which nobody answers, and posts that it is lost. */
    void watch(long nowNanos) {
        if (nowNanos - socket.heardNanos() > SILENT_NANOS) {
            socket.abort();
            events.accept(new Event.SignalLost("the gateway does not answer"));
        } else if (nowNanos - pingNanos > PING_NANOS) {
            pingNanos = nowNanos;
            socket.ping();
        }
    }

    GatewayClient gateway() {
        return gateways.present();
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }

    private CompletableFuture<SignalSocket> open() {
        return SignalSocket.connect(gateways.present(), version, new SignalSocket.Listener() {
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
