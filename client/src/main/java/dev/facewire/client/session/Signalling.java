package dev.facewire.client.session;

import dev.facewire.client.fault.ClientFault;
import dev.facewire.client.fault.Words;
import dev.facewire.client.gateway.GatewayClient;
import dev.facewire.client.gateway.Gateways;
import dev.facewire.client.gateway.SignalSocket;
import dev.facewire.protocol.signal.SignalMessage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
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
    /** What accepts and hangs up again is not connected: only after this long the pauses begin anew. */
    private static final long STEADY_NANOS = Duration.ofSeconds(10).toNanos();

    private static final long PING_NANOS = Duration.ofSeconds(1).toNanos();
    /** A gateway that gives no sign for so long is frozen, or cut off: TCP alone would tell after minutes. */
    private static final long SILENT_NANOS = Duration.ofSeconds(4).toNanos();

    private final Gateways gateways;
    private final String version;
    private final Consumer<Event> events;
    private final Backoff backoff = new Backoff(
            FIRST_RETRY, LONGEST_RETRY, () -> ThreadLocalRandom.current().nextDouble());
    private SignalSocket socket;
    private boolean up;
    private boolean connecting;
    private int triedSinceLost;
    private long connectedNanos;
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
                CompletableFuture<SignalSocket> opening = open();
                socket = inTime(opening, CONNECT).get();
                connected();
                return;
            } catch (ExecutionException e) {
                ClientFault fault = e.getCause() instanceof TimeoutException ? silent() : fault(e.getCause());
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

    /** The connection was lost, or could not be made. */
    void lost() {
        up = false;
        connecting = false;
    }

    /** Tries once more, if no try is under way; posts {@link Event.SignalBack} or {@link Event.SignalStillLost}. */
    void connectAgain() {
        if (up || connecting) {
            return;
        }
        connecting = true;
        if (connectedNanos != 0 && System.nanoTime() - connectedNanos > STEADY_NANOS) {
            backoff.reset();
            triedSinceLost = 0;
        }
        connectedNanos = 0;
        gateways.turn();
        Duration pause = ++triedSinceLost < gateways.size() ? Duration.ZERO : backoff.next();
        Executor later = CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<SignalSocket> opening =
                CompletableFuture.completedFuture(null).thenComposeAsync(nothing -> open(), later);
        CompletableFuture<?> unused = inTime(opening, CONNECT.plus(pause))
                .whenComplete((made, failed) ->
                        events.accept(failed == null ? new Event.SignalBack(made) : new Event.SignalStillLost()));
    }

    /** A connection that comes too late is closed: the gateway would speak to us twice. */
    private static CompletableFuture<SignalSocket> inTime(CompletableFuture<SignalSocket> opening, Duration atMost) {
        CompletableFuture<SignalSocket> inTime = opening.copy().orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<?> unused = opening.thenAccept(made -> {
            if (inTime.isCompletedExceptionally()) {
                made.abort();
            }
        });
        return inTime;
    }

    /** Takes the new connection, which is the only one. */
    void adopt(SignalSocket made) {
        socket.abort();
        socket = made;
        connected();
    }

    private void connected() {
        up = true;
        connecting = false;
        connectedNanos = System.nanoTime();
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
        if (!up) {
            return;
        }
        if (nowNanos - socket.heardNanos() > SILENT_NANOS) {
            up = false; // posted once, however often this is asked until that is handled
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
        return inner instanceof ClientFault fault
                ? fault
                : ClientFault.run("the gateway can't be used: " + Words.of(inner));
    }
}
