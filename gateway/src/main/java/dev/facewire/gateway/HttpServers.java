package dev.facewire.gateway;

import dev.facewire.gateway.GatewaySettings.Http;
import dev.facewire.protocol.signal.SignalMessage;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.concurrent.TimeUnit;

/** The HTTP server's options. */
final class HttpServers {
    /** Pings come every 15 s on a WebSocket; a request that sends or reads nothing for so long is stuck. */
    private static final int IDLE_SECONDS = 60;
    /** A character has at most three bytes in UTF-8 (or four for two of them). */
    private static final int MAX_MESSAGE_BYTES = 3 * SignalMessage.MAX_LENGTH;

    private HttpServers() {}

    static HttpServerOptions options(Http http) {
        HttpServerOptions options = new HttpServerOptions()
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                // Inflating comes before any size limit and before any token: 377 KB become 370 MB.
                .setDecompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                // Browsers speak HTTP/2 over TLS only; without h2c a connection is known, and timed, from its first
                // byte.
                .setHttp2ClearTextEnabled(false)
                .setMaxWebSocketFrameSize(MAX_MESSAGE_BYTES)
                .setMaxWebSocketMessageSize(MAX_MESSAGE_BYTES);
        if (http.tls()) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(http.tlsCert().toString())
                            .setKeyPath(http.tlsKey().toString()));
        }
        return options;
    }
}
