package dev.facewire.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.protocol.sdp.Sdp;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SdpEditorTest {
    private static final String OFFER = String.join(
            "\r\n",
            "v=0",
            "s=-",
            "m=audio 9 UDP/TLS/RTP/SAVPF 111",
            "a=mid:0",
            "a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid",
            "a=extmap:2 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
            "m=video 9 UDP/TLS/RTP/SAVPF 96 97 98",
            "a=mid:1",
            "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
            "a=candidate:1 1 udp 1 192.0.2.1 5000 typ host",
            "a=candidate:2 1 udp 1 127.0.0.1 22 typ host",
            "a=candidate:3 1 udp 1 host.example 22 typ host",
            "a=rtpmap:96 VP8/90000",
            "a=rtpmap:97 rtx/90000",
            "a=fmtp:97 apt=96",
            "a=rtpmap:98 H264/90000",
            "a=fmtp:98 profile-level-id=42e01f",
            "");

    @Test
    void onlyCandidatesThatMayBeFollowedStay() {
        assertThat(SdpEditor.acceptable(Sdp.parse(OFFER), false).text())
                .contains("192.0.2.1")
                .doesNotContain("127.0.0.1")
                .doesNotContain("host.example");
    }

    @Test
    void audioKeepsNoHeaderExtensionButItsMid() {
        String text = SdpEditor.acceptable(Sdp.parse(OFFER), false).text();
        assertThat(text).contains("sdes:mid", "abs-send-time").doesNotContain("ssrc-audio-level");
    }

    @Test
    void theStartBitrateStandsWithEveryVideoCodecAndNoOther() {
        assertThat(SdpEditor.withStartBitrate(Sdp.parse(OFFER), 2500).text())
                .contains("a=fmtp:96 x-google-start-bitrate=2500\r\n")
                .contains("a=fmtp:98 profile-level-id=42e01f;x-google-start-bitrate=2500\r\n")
                .contains("a=fmtp:97 apt=96\r\n");
    }

    @Test
    void aSecondEditChangesNothing() {
        Sdp once = SdpEditor.withStartBitrate(Sdp.parse(OFFER), 2500);
        assertThat(SdpEditor.withStartBitrate(once, 2500).text()).isEqualTo(once.text());
    }

    @Test
    void aBundleNamesOnlyLinesThatAreThere() {
        String offer = "v=0\r\na=group:BUNDLE 0 1\r\nm=video 9 UDP/TLS/RTP/SAVPF 106\r\na=mid:1\r\n";
        assertThat(SdpEditor.acceptable(Sdp.parse(offer), false).text()).contains("a=group:BUNDLE 1\r\n");
    }

    @Test
    void manyCandidatesAreTheBestOnesNotARefusal() {
        StringBuilder offer = new StringBuilder("v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\n");
        for (int i = 1; i <= 60; i++) {
            offer.append("a=candidate:1 1 udp " + i + " 10.1.0." + i + " 5000 typ host\r\n");
        }
        offer.append("a=candidate:2 1 udp 5 192.0.2.9 5000 typ relay raddr 10.1.0.1 rport 5000\r\n");
        String text = SdpEditor.acceptable(Sdp.parse(offer.toString()), false).text();
        assertThat(text.lines().filter(line -> line.startsWith("a=candidate:"))).hasSize(32);
        assertThat(text).contains("typ relay", " 10.1.0.60 5000").doesNotContain(" 10.1.0.1 5000");
    }

    @Test
    void codecsThatAreNotDecodedHereLoseTheirNames() {
        String text =
                SdpEditor.withoutOtherCodecs(Sdp.parse(OFFER), Set.of("H264")).text();
        assertThat(text)
                .contains("a=rtpmap:98 H264/90000", "a=rtpmap:97 rtx/90000")
                .doesNotContain("VP8");
    }

    @Test
    void theLargestFrameStandsWithEveryVideoCodec() {
        Sdp once = SdpEditor.withMaxFrameSize(Sdp.parse(OFFER), 9000);
        assertThat(once.text())
                .contains("a=fmtp:96 max-fs=9000\r\n")
                .contains("a=fmtp:98 profile-level-id=42e01f;max-fs=9000\r\n");
        assertThat(SdpEditor.withMaxFrameSize(once, 9000).text()).isEqualTo(once.text());
    }
}
