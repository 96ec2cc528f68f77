package dev.facewire.it.fuzz;

import dev.facewire.rtc.Peer;
import dev.facewire.rtc.PeerConfig;
import dev.facewire.rtc.PeerListener;
import dev.facewire.rtc.VideoSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Offers as libwebrtc and aiortc make them, and what they become. */
final class Offers {
    private static final String OF_AIORTC = String.join(
            "\r\n",
            "v=0",
            "o=- 3877212184 3877212184 IN IP4 0.0.0.0",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE 0",
            "a=msid-semantic:WMS *",
            "m=video 50021 UDP/TLS/RTP/SAVPF 97 98",
            "c=IN IP4 10.77.0.1",
            "a=sendrecv",
            "a=mid:0",
            "a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid",
            "a=msid:one two",
            "a=rtcp:9 IN IP4 0.0.0.0",
            "a=rtcp-mux",
            "a=ssrc-group:FID 3306375370 3128313103",
            "a=ssrc:3306375370 cname:c",
            "a=ssrc:3128313103 cname:c",
            "a=rtpmap:97 VP8/90000",
            "a=rtcp-fb:97 nack",
            "a=rtcp-fb:97 nack pli",
            "a=rtcp-fb:97 goog-remb",
            "a=rtpmap:98 rtx/90000",
            "a=fmtp:98 apt=97",
            "a=candidate:1 1 udp 2130706431 10.77.0.1 50021 typ host",
            "a=candidate:2 1 tcp 1518280447 10.77.0.1 9 typ host tcptype active",
            "a=end-of-candidates",
            "a=ice-ufrag:nxcM",
            "a=ice-pwd:ezjAjgSSLLvbRhUA1zc6Se",
            "a=fingerprint:sha-256 AD:70:24:06:67:60:CA:E0:D5:B3:6C:79:C0:1A:E8:A7:47:EF:01:02:93:8A:FD:6E:02:7F:82:6E:24"
                    + ":24:34:A5",
            "a=setup:actpass",
            "");
    private static final List<String> WORDS = List.of(
            "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n",
            "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n",
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n",
            "a=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1;profile-level-id=42e01f\r\n",
            "a=rtpmap:96 VP8/0\r\n",
            "a=fmtp:97 apt=97\r\n",
            "a=group:BUNDLE 0 0 1\r\n",
            "a=mid:\r\n",
            "a=inactive\r\n",
            "a=rid:q send\r\na=simulcast:send q;h;f\r\n",
            "a=extmap:1 urn:x\r\n",
            "a=extmap:99999 urn:x\r\n",
            "a=ice-lite\r\n",
            "a=ice-options:trickle renomination\r\n",
            "a=fingerprint:sha-1 00\r\n",
            "a=setup:holdconn\r\n",
            "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\n",
            "a=ssrc:0 cname:\r\n",
            "a=sctp-port:5000\r\n",
            "a=candidate:1 1 udp 1 10.77.0.1 0 typ host\r\n",
            "a=candidate:1 256 udp 1 10.77.0.1 9 typ srflx raddr 0.0.0.0 rport 0\r\n",
            "c=IN IP6 ::\r\n",
            "b=AS:0\r\n",
            "\u0000",
            "\r\n\r\n",
            "a=");

    private final List<String> seeds;

    private Offers(List<String> seeds) {
        this.seeds = seeds;
    }

    /** Asks libwebrtc for its own. */
    static Offers make() throws Exception {
        List<String> seeds = new ArrayList<>(List.of(OF_AIORTC));
        for (String codec : List.of("VP8", "H264")) {
            try (Peer peer = Peer.open(new PeerConfig("seed"), new PeerListener() {})) {
                VideoSettings plain = VideoSettings.defaults(false);
                seeds.add(peer.offer(new VideoSettings(codec, 2500, 5000, 60, false, plain.gatherCap()))
                        .get(20, TimeUnit.SECONDS));
            }
        }
        return new Offers(seeds);
    }

    /** One that libwebrtc made. */
    String valid() {
        return seeds.get(1);
    }

    /** One that no program makes. */
    String next(Random random) {
        Mutator mutator = new Mutator(random);
        return mutator.text(mutator.pick(seeds), WORDS);
    }
}
