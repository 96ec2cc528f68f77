package dev.facewire.protocol.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.7",
                "10.0.0.1",
                "172.16.3.4",
                "100.64.0.9", // a provider's own NAT, and Tailscale
                "2001:db8::5",
                "2a00::1",
                "fd00::1"
            })
    void addressesThatMediaCanComeFromAreUsed(String address) {
        assertThat(CandidateRules.usable(SampleOffers.candidate(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "169.254.1.1",
                "224.0.0.1",
                "255.255.255.255",
                "300.1.1.1",
                "::1",
                "::",
                "::ffff:127.0.0.1",
                "fe80::1",
                "ff02::1",
                "example.org",
                "1b2c3d4e.local",
                "localhost",
                "-",
                "192.0.0.8",
                "192.88.99.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::a00:1",
                "0064:ff9b:0:0:0:0:a00:1",
                "2002:7f00:1::1",
                "2001::1",
                "2001:0:a00:1::",
                "::7f00:1",
                "0:0:0:0:0:ffff:7f00:1",
                "febf::1",
                "fec0::1",
                "100::1",
                "1:2:3",
                ":::",
                "1::2::3"
            })
    void othersAreNot(String address) {
        assertThat(CandidateRules.usable(SampleOffers.candidate(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "candidate:1 1 tcp 1518280447 10.0.0.1 9 typ host tcptype active",
                "candidate:1 1 TCP 1518280447 10.0.0.1 5701 typ host tcptype passive",
                "candidate:1 1 ssltcp 1 10.0.0.1 443 typ relay",
                "candidate:1 1 tls 1 10.0.0.1 443 typ relay"
            })
    void onlyUdpIsFollowed(String line) {
        assertThat(CandidateRules.usable(line)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "candidate:1 1 udp notANumber 10.0.0.1 5000 typ host",
                "candidate:1 1 udp 4294967296 10.0.0.1 5000 typ host",
                "candidate:1 x udp 1 10.0.0.1 5000 typ host",
                "candidate:1 1 udp 1 10.0.0.1 0 typ host",
                "candidate:1 1 udp 1 10.0.0.1 65536 typ host",
                "candidate:1 1 udp 1 10.0.0.1 -5 typ host",
                "candidate:1 1 udp 1 10.0.0.1 5000 type host",
                "candidate:1 1 udp 1 10.0.0.1 5000 typ nonsense",
                "candidate:1 1 udp 1 10.0.0.1 5000 typ"
            })
    void norIsWhatCantBeRead(String line) {
        assertThat(CandidateRules.usable(line)).isFalse();
    }

    @Test
    void tcpIsFollowedWhereItIsAskedFor() {
        String line = "candidate:1 1 tcp 1518280447 10.0.0.1 9 typ host tcptype passive";
        assertThat(CandidateRules.usable(line, true)).isTrue();
        assertThat(CandidateRules.usable(line.replace("10.0.0.1", "127.0.0.1"), true))
                .isFalse();
    }

    @Test
    void fewCandidatesStayAsTheyAre() {
        List<String> few = List.of(candidate("host", 5, "10.0.0.1"), candidate("relay", 1, "192.0.2.1"));
        assertThat(CandidateRules.best(few, 32)).isEqualTo(few);
    }

    @Test
    void ofManyTheBestOfEachKindStay() {
        List<String> many = new ArrayList<>();
        for (int i = 1; i <= 36; i++) {
            many.add(candidate("host", i, "10.0.0." + i));
        }
        many.add(candidate("srflx", 5, "192.0.2.1"));
        many.add(candidate("host", 4, "2001:db8::5"));
        many.add(candidate("relay", 1, "192.0.2.2"));
        many.add(candidate("relay", 1, "192.0.2.2"));
        List<String> best = CandidateRules.best(many, 32);
        assertThat(best).hasSize(32).contains(many.get(36), many.get(37), many.get(38), many.get(35), many.get(7));
        assertThat(best).doesNotHaveDuplicates().doesNotContain(many.get(0), many.get(6));
    }

    private static String candidate(String type, int priority, String address) {
        return "a=candidate:1 1 udp " + priority + " " + address + " 50000 typ " + type;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "candidate:", "a=candidate:1 1 udp", "candidate:1 1 udp 1 192.0.2.1"})
    void norIsWhatIsCutShort(String line) {
        assertThat(CandidateRules.usable(line)).isFalse();
    }
}
