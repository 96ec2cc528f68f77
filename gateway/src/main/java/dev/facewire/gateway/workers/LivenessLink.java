package dev.facewire.gateway.workers;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;

/**
 * A TCP connection to a worker that carries nothing: the kernel closes it within milliseconds of the process's death,
 * long before a lease lapses. When it closes it is tried once more, so that a hiccup of the network is no death; a dead
 * process refuses. A link that never opened (a firewall) tells nothing: then only the lease counts. Nor does one that is
 * closed as soon as it opens, by a proxy or by another service on the port: it is tried ever more seldom.
 */
final class LivenessLink {
    /** A connection that lasted for less than this was accepted by something that is no worker. */
    private static final long SHORT_NANOS = 1_000_000_000;
    /** The wait after the first short connection; doubled after each further one, up to the most. */
    static final long FIRST_WAIT_MS = 100;

    static final long MOST_WAIT_MS = 10_000;

    private final Vertx vertx;
    private final NetClient client;
    private final SocketAddress address;
    private final Runnable onDeath;
    private NetSocket socket;
    private long openedNanos;
    private long waitMs;
    private boolean closed;

    /**
     * A link that {@link #open} opens.
     *
     * @param onDeath runs on the event loop that calls {@link #open}, at most once
     */
    LivenessLink(Vertx vertx, NetClient client, SocketAddress address, Runnable onDeath) {
        this.vertx = vertx;
        this.client = client;
        this.address = address;
        this.onDeath = onDeath;
    }

    /** Reads {@code host:port}, with an IPv6 address in brackets; null where it is neither. */
    static SocketAddress parse(String link) {
        if (link == null) {
            return null;
        }
        int colon = link.lastIndexOf(':');
        try {
            String host = link.substring(0, Math.max(colon, 0)).replaceAll("^\\[|]$", "");
            int port = Integer.parseInt(link.substring(colon + 1));
            return host.isEmpty() || port < 1 || port > 65_535 ? null : SocketAddress.inetSocketAddress(port, host);
        } catch (NumberFormatException notAPort) {
            return null;
        }
    }

    void open() {
        client.connect(address).onSuccess(this::opened);
    }

    void close() {
        closed = true;
        if (socket != null) {
            socket.close();
        }
    }

    private void opened(NetSocket opened) {
        if (closed) {
            opened.close();
            return;
        }
        socket = opened;
        openedNanos = System.nanoTime();
        opened.handler(nothingIsExpected -> {});
        opened.exceptionHandler(closeTells -> {});
        opened.closeHandler(ignored -> dropped());
    }

    private void dropped() {
        if (closed) {
            return;
        }
        waitMs = nextWaitMs(waitMs, System.nanoTime() - openedNanos);
        if (waitMs == 0) {
            tryAgain();
        } else {
            vertx.setTimer(waitMs, ignored -> tryAgain());
        }
    }

    /**
     * How long to wait before a link that was closed is tried again, in ms.
     *
     * @param lastMs the wait before
     * @param lastedNanos how long the link was open
     */
    static long nextWaitMs(long lastMs, long lastedNanos) {
        return lastedNanos >= SHORT_NANOS ? 0 : Math.min(MOST_WAIT_MS, Math.max(FIRST_WAIT_MS, 2 * lastMs));
    }

    private void tryAgain() {
        if (closed) {
            return;
        }
        client.connect(address).onComplete(again -> {
            if (again.succeeded()) {
                opened(again.result());
            } else if (!closed) {
                closed = true;
                onDeath.run();
            }
        });
    }
}
