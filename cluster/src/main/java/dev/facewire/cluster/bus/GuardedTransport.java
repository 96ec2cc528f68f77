package dev.facewire.cluster.bus;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandler;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.transport.Transport;

/**
 * Vert.x' NIO transport, with a handler on the listening socket of the event bus, for which Vert.x has no option. The
 * bus is the first server that a clustered Vert.x starts; {@link #release()} leaves later ones (HTTP) alone. The class
 * that it extends is not API: {@code BusGuardIT} notices when a new version goes another way.
 */
public final class GuardedTransport implements Transport {
    private final ChannelHandler guard;
    private volatile boolean guarding = true;

    public GuardedTransport(ChannelHandler guard) {
        this.guard = guard;
    }

    /** Servers that are started from now on are not guarded. */
    public void release() {
        guarding = false;
    }

    @Override
    public String name() {
        return Transport.NIO.name();
    }

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public Throwable unavailabilityCause() {
        return null;
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
        return new NioTransport() {
            @Override
            public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
                super.configure(config, domainSocket, bootstrap);
                if (guarding) {
                    bootstrap.handler(guard);
                }
            }
        };
    }
}
