package dev.facewire.client.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.client.fault.ClientFault;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalsTest {
    private final GatewayAddress address = GatewayAddress.parse("http://desk:8080/");

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyRefusalIsOneLineAndFailsTheRun(ErrorCode code) {
        ClientFault fault = Refusals.of(new Fault(code, "some detail"), 3, false);
        assertThat(fault.getMessage()).isNotBlank().doesNotContain("\n");
        assertThat(fault.exit()).isEqualTo(ClientFault.Exit.RUN);
    }

    @Test
    void theLineSaysWhatToDo() {
        assertThat(Refusals.of(new Fault(ErrorCode.NO_WORKER, "none"), 5, false))
                .hasMessageContaining("facewire node")
                .hasMessageContaining("try again in 5 s");
        assertThat(Refusals.of(new Fault(ErrorCode.UNAUTHORIZED, "x"), null, false))
                .hasMessageContaining("--token-file");
        assertThat(Refusals.of(new Fault(ErrorCode.UNAUTHORIZED, "x"), null, true))
                .hasMessageContaining("refused the token");
    }

    @Test
    void whatStandsBetweenIsNamedWithTheUrl() {
        assertThat(Refusals.unreachable(address, new CompletionException(new ConnectException("refused"))))
                .hasMessageContaining("http://desk:8080")
                .hasMessageContaining("facewire gateway");
        ConnectException unknown = new ConnectException();
        unknown.initCause(new UnresolvedAddressException());
        assertThat(Refusals.unreachable(address, unknown)).hasMessageContaining("'desk'");
        assertThat(Refusals.unreachable(address, new SSLHandshakeException("no path")))
                .hasMessageContaining("--ca-cert");
        assertThat(Refusals.unreachable(address, new SSLException("Unrecognized SSL message, plaintext connection?")))
                .hasMessageContaining("with http://");
        assertThat(Refusals.unreachable(address, new IOException("EOF"))).hasMessageContaining("https://");
    }

    @Test
    void addressesAreReadAsPeopleTypeThem() {
        assertThat(GatewayAddress.parse("desk:8080").faces()).hasToString("http://desk:8080/v1/faces");
        assertThat(GatewayAddress.parse("https://desk/swap/").signal()).hasToString("wss://desk/swap/v1/signal");
        assertThat(address.signal()).hasToString("ws://desk:8080/v1/signal");
        for (String wrong : new String[] {"ftp://x", "http://", "http://a b", "http://x/?q=1", ""}) {
            assertThatThrownBy(() -> GatewayAddress.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void imagesAreKnownByTheirBytes() {
        assertThat(ImageType.of(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 0}))
                .isEqualTo("image/jpeg");
        assertThat(ImageType.of(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13})).isEqualTo("image/png");
        assertThat(ImageType.of("RIFF....WEBPVP8 ".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .isEqualTo("image/webp");
        assertThat(ImageType.of(new byte[] {'h', 'i'})).isEqualTo("application/octet-stream");
        assertThat(ImageType.of(new byte[0])).isEqualTo("application/octet-stream");
    }
}
