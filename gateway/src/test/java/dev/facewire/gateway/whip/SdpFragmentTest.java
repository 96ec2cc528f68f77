package dev.facewire.gateway.whip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.gateway.fake.TestCluster;
import dev.facewire.protocol.error.Fault;
import org.junit.jupiter.api.Test;

class SdpFragmentTest {
    private static final String TRICKLED = String.join(
            "\r\n",
            "a=ice-ufrag:EsAw",
            "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1",
            "m=video 9 UDP/TLS/RTP/SAVPF 96",
            "a=mid:0",
            "a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0",
            "a=end-of-candidates",
            "");

    @Test
    void candidatesAndCredentialsAreRead() {
        SdpFragment fragment = SdpFragment.parse(TRICKLED);
        assertThat(fragment.ufrag()).isEqualTo("EsAw");
        assertThat(fragment.candidates()).singleElement().satisfies(candidate -> {
            assertThat(candidate.candidate()).startsWith("candidate:1387637174 ");
            assertThat(candidate.sdpMid()).isEqualTo("0");
            assertThat(candidate.sdpMLineIndex()).isZero();
        });
    }

    @Test
    void aRestartPutsThemIntoTheOffer() {
        String offer =
                SdpFragment.parse(TRICKLED).into(TestCluster.OFFER + "a=candidate:9 1 udp 1 10.0.0.1 9 typ host\r\n");
        assertThat(offer)
                .contains("a=ice-ufrag:EsAw", "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1", "192.0.2.1 61764")
                .doesNotContain("a=ice-ufrag:abcd", "10.0.0.1");
    }

    @Test
    void ofManyCandidatesTheBestAreTaken() {
        StringBuilder many = new StringBuilder();
        for (int i = 1; i <= 40; i++) {
            many.append("a=candidate:1 1 udp ")
                    .append(1000 + i)
                    .append(" 10.1.0.")
                    .append(i)
                    .append(" 9 typ host\r\n");
        }
        many.append("a=candidate:1 1 udp 1 192.0.2.1 9 typ relay\r\n");
        SdpFragment fragment = SdpFragment.parse(many.toString());
        assertThat(fragment.candidates()).hasSize(41);
        assertThat(fragment.trickled())
                .hasSize(32)
                .anyMatch(candidate -> candidate.candidate().contains("typ relay"))
                .noneMatch(candidate -> candidate.candidate().contains(" 10.1.0.1 "));
    }

    @Test
    void whatIsNoneIsRefused() {
        for (String text : new String[] {"", "hello", "a=sendonly\r\n", "v=0\r\n"}) {
            assertThatThrownBy(() -> SdpFragment.parse(text)).as(text).isInstanceOf(Fault.class);
        }
        assertThatThrownBy(() -> SdpFragment.parse("a=candidate:1 1 udp 1 10.0.0.1 9 typ host")
                        .into(TestCluster.OFFER))
                .isInstanceOf(Fault.class);
    }
}
