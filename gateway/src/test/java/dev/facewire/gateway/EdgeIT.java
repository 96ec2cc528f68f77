package dev.facewire.gateway;

import static dev.facewire.gateway.fake.TestCluster.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.gateway.fake.RawClient;
import dev.facewire.gateway.fake.TestCluster;
import dev.facewire.protocol.error.ErrorCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What strangers send before anybody knows who they are, over raw sockets. */
class EdgeIT {
    private static final int TEXT = 0x81;
    private static final int COMPRESSED = 0x40;

    private static TestCluster cluster;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        cluster = new TestCluster();
        gateway = cluster.gateway(TestCluster.settings());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    // --- nothing is inflated

    @Test
    void aCompressedFrameIsNeitherNegotiatedNorInflated() throws Exception {
        try (RawClient client = new RawClient(gateway)) {
            RawClient.Answer upgraded =
                    client.upgrade("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");
            assertThat(upgraded.status()).isEqualTo(101);
            assertThat(upgraded.header("Sec-WebSocket-Extensions")).isNull();
            client.frame(TEXT | COMPRESSED, deflated(64));
            assertThat(client.hungUp()).isTrue();
        }
    }

    @Test
    void aCompressedBodyIsNotInflated() throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write("{}".getBytes(StandardCharsets.UTF_8));
        }
        HttpResponse<Buffer> refused = cluster.request(gateway, HttpMethod.POST, "/v1/sessions")
                .putHeader("content-encoding", "gzip")
                .sendBuffer(Buffer.buffer(zipped.toByteArray()))
                .await(10, TimeUnit.SECONDS);
        assertThat(code(refused)).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    private static byte[] deflated(int megabytes) throws IOException {
        Deflater deflater = new Deflater(9, true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] piece = new byte[1 << 20];
        byte[] buffer = new byte[1 << 16];
        for (int i = 0; i < megabytes; i++) {
            deflater.setInput(piece);
            for (int n = deflater.deflate(buffer); n > 0; n = deflater.deflate(buffer)) {
                out.write(buffer, 0, n);
            }
        }
        for (int n = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
                n > 0;
                n = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH)) {
            out.write(buffer, 0, n);
        }
        deflater.end();
        return out.toByteArray();
    }
}
