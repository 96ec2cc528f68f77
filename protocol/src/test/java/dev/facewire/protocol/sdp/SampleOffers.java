package dev.facewire.protocol.sdp;

import java.util.ArrayList;
import java.util.List;

/** Offers as strangers make them, cut to what matters. */
final class SampleOffers {
    private SampleOffers() {}

    static final String VP8 = "a=rtpmap:96 VP8/90000";

    /** One video line, both ways. */
    static String video(String... attributes) {
        return offer(section("video", "0", "sendrecv", attributes.length == 0 ? new String[] {VP8} : attributes));
    }

    static String offer(String... sections) {
        return "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n" + String.join("", sections);
    }

    static String section(String kind, String mid, String direction, String... attributes) {
        List<String> lines = new ArrayList<>();
        lines.add("m=" + kind + " 9 UDP/TLS/RTP/SAVPF 96 97");
        lines.add("c=IN IP4 0.0.0.0");
        lines.add("a=mid:" + mid);
        lines.add("a=" + direction);
        lines.addAll(List.of(attributes));
        return String.join("\r\n", lines) + "\r\n";
    }

    static String candidate(String address) {
        return "a=candidate:1 1 udp 2130706431 " + address + " 50000 typ host";
    }
}
