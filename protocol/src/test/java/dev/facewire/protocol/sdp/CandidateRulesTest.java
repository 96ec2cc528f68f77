package dev.facewire.protocol.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateRulesTest {
    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "10.0.0.1", "172.16.3.4", "2001:db8::5", "fd00::1"})
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
                "-"
            })
    void othersAreNot(String address) {
        assertThat(CandidateRules.usable(SampleOffers.candidate(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "candidate:", "a=candidate:1 1 udp", "candidate:1 1 udp 1 192.0.2.1"})
    void norIsWhatIsCutShort(String line) {
        assertThat(CandidateRules.usable(line)).isFalse();
    }
}
