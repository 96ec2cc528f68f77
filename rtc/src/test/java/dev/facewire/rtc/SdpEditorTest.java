package dev.facewire.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.protocol.sdp.Sdp;
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
        assertThat(SdpEditor.acceptable(Sdp.parse(OFFER)).text())
                .contains("192.0.2.1")
                .doesNotContain("127.0.0.1")
                .doesNotContain("host.example");
    }

    @Test
    void audioKeepsNoHeaderExtensionButItsMid() {
        String text = SdpEditor.acceptable(Sdp.parse(OFFER)).text();
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
        assertThat(SdpEditor.acceptable(Sdp.parse(offer)).text()).contains("a=group:BUNDLE 1\r\n");
    }
}
