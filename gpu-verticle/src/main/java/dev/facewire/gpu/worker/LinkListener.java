package dev.facewire.gpu.worker;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;

/**
 * A port to which gateways keep a connection on which nothing is ever said: the kernel closes it within milliseconds of
 * this process's death, long before a heartbeat is missed. Closed with Vert.x.
 */
public final class LinkListener {
    private LinkListener() {}

    /**
     * Listens.
     *
     * @param port 0 for any
     * @return {@code host:port} for the workers' reports
     */
    public static Future<String> listen(Vertx vertx, String bind, int port) {
        return vertx.createNetServer(new NetServerOptions().setHost(bind).setPort(port))
                .connectHandler(socket -> socket.handler(nothingIsSaid -> socket.close()))
                .listen()
                .map(server -> (bind.contains(":") ? "[" + bind + "]" : bind) + ":" + server.actualPort());
    }
}
