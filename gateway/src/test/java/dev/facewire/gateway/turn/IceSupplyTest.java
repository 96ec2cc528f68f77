package dev.facewire.gateway.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.cluster.ManualClock;
import dev.facewire.protocol.session.IceServer;
import dev.facewire.protocol.session.IceServers;
import java.util.List;
import org.junit.jupiter.api.Test;

class IceSupplyTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void aServerWithoutAUserGetsOneThatEndsInTenMinutes() {
        List<IceServer> servers =
                IceServers.parse(List.of("stun:stun.example:3478", "turn:turn.example:3478?transport=udp"), true);
        List<IceServer> fresh = new IceSupply(servers, "north", clock).fresh("ab12");

        assertThat(fresh.get(0).username()).isNull();
        long until = clock.instant().getEpochSecond() + 600;
        assertThat(fresh.get(1).username()).isEqualTo(until + ":ab12");
        assertThat(fresh.get(1).urls()).containsExactly("turn:turn.example:3478?transport=udp");
    }

    @Test
    void thePasswordIsWhatCoturnExpects() {
        // printf '1600:x' | openssl dgst -sha1 -hmac north -binary | base64
        IceSupply supply = new IceSupply(
                IceServers.parse(List.of("turn:turn.example"), true),
                "north",
                java.time.Clock.fixed(java.time.Instant.ofEpochSecond(1000), java.time.ZoneOffset.UTC));
        assertThat(supply.fresh("x").get(0).username()).isEqualTo("1600:x");
        assertThat(supply.fresh("x").get(0).credential()).isEqualTo("h5RM4csPLCCLVZe3m0D9fsWias4=");
    }

    @Test
    void aServerWithAUserOfItsOwnKeepsIt() {
        List<IceServer> servers = IceServers.parse(List.of("turn:ann:secret@turn.example:3478"), true);
        assertThat(new IceSupply(servers, "north", clock).fresh("x")).isEqualTo(servers);
    }
}
