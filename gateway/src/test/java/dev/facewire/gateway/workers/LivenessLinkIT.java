package dev.facewire.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A link over real sockets. */
class LivenessLinkIT {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicBoolean dead = new AtomicBoolean();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(5, TimeUnit.SECONDS);
    }

    /** A TCP proxy before a worker that is down does so, for as long as it likes. */
    @Test
    void whatAcceptsAndClosesIsNotConnectedToAllTheTime() throws Exception {
        NetServer proxy = listen(NetSocket::close);
        open(proxy);
        // Waits double from 100 ms: the fifth connection comes after 1.5 s at the earliest.
        long from = System.nanoTime();
        await().atMost(Duration.ofSeconds(30)).until(() -> accepted.get() >= 5);
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThan(Duration.ofSeconds(1));
        assertThat(dead).as("a link that never held says nothing").isFalse();
    }

    @Test
    void aProcessThatIsGoneRefusesAndIsDead() throws Exception {
        NetServer worker = listen(socket -> {});
        open(worker);
        await().until(() -> accepted.get() == 1);
        worker.close().await(5, TimeUnit.SECONDS);
        await().until(dead::get);
    }

    private NetServer listen(Handler<NetSocket> handler) throws Exception {
        NetServer server = vertx.createNetServer().connectHandler(socket -> {
            accepted.incrementAndGet();
            handler.handle(socket);
        });
        return server.listen(0, "127.0.0.1").await(5, TimeUnit.SECONDS);
    }

    private void open(NetServer server) {
        SocketAddress address = SocketAddress.inetSocketAddress(server.actualPort(), "127.0.0.1");
        LivenessLink link = new LivenessLink(vertx, vertx.createNetClient(), address, () -> dead.set(true));
        vertx.getOrCreateContext().runOnContext(ignored -> link.open());
    }
}
