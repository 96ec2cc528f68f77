package dev.facewire.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.version.MemberVersion;
import java.net.UnknownHostException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MemberAddressesTest {
    private final ManualClock clock = new ManualClock();
    private final MemberAddresses addresses =
            new MemberAddresses(new TcpIpConfig().addMember("gw1").addMember("gw2:5800"), 5701, 3, clock);

    @Test
    void untilMembersAreKnownItLooksWhereItWasToldTo() {
        assertThat(addresses.getMembers()).containsExactly("gw1", "gw2:5800");
        assertThat(addresses.isEnabled()).isFalse();
    }

    @Test
    void thenAtDataMembersAndOnePortOfEachHost() throws Exception {
        Member gateway = member("10.0.0.1", 5703, false);
        addresses.start(List.of(gateway, member("10.0.0.9", 5701, true)));
        assertThat(addresses.getMembers()).containsExactly("10.0.0.1:5703", "gw1:5701", "gw2:5800");
    }

    @Test
    void aWorkerThatWaitsForItsFirstGatewayTriesFurtherPortsInTurn() throws Exception {
        addresses.start(List.of(member("10.0.0.9", 5701, true)));
        assertThat(addresses.getMembers()).containsExactly("gw1:5701", "gw2:5800", "gw1:5702");
        assertThat(addresses.getMembers()).containsExactly("gw1:5701", "gw2:5800", "gw1:5703");
        assertThat(addresses.getMembers()).containsExactly("gw1:5701", "gw2:5800", "gw1:5702");

        addresses.added(member("10.0.0.1", 5702, false));
        assertThat(addresses.getMembers()).containsExactly("10.0.0.1:5702", "gw1:5701", "gw2:5800");
    }

    @Test
    void aDataMemberThatLeftIsLookedForForAnHour() throws Exception {
        Member first = member("10.0.0.1", 5701, false);
        Member second = member("10.0.0.2", 5701, false);
        addresses.start(List.of(first, second));
        addresses.removed(first);
        clock.elapse(3_000_000);
        addresses.added(member("10.0.0.3", 5701, false));
        assertThat(addresses.getMembers())
                .containsExactly("10.0.0.2:5701", "10.0.0.3:5701", "10.0.0.1:5701", "gw1:5701", "gw2:5800");
        clock.elapse(1_000_000);
        addresses.removed(second);
        assertThat(addresses.getMembers()).containsExactly("10.0.0.3:5701", "10.0.0.2:5701", "gw1:5701", "gw2:5800");
    }

    @Test
    void portsAreAddedWhereNoneIs() {
        assertThat(MemberAddresses.withPort("host", 1)).isEqualTo("host:1");
        assertThat(MemberAddresses.withPort("host:2", 1)).isEqualTo("host:2");
        assertThat(MemberAddresses.withPort("fe80::1", 1)).isEqualTo("[fe80::1]:1");
        assertThat(MemberAddresses.withPort("[fe80::1]", 1)).isEqualTo("[fe80::1]:1");
        assertThat(MemberAddresses.withPort("[fe80::1]:2", 1)).isEqualTo("[fe80::1]:2");
    }

    private static Member member(String host, int port, boolean lite) throws UnknownHostException {
        return new MemberImpl.Builder(new Address(host, port))
                .version(MemberVersion.of(5, 3, 8))
                .uuid(UUID.randomUUID())
                .liteMember(lite)
                .build();
    }
}
