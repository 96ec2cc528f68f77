package dev.facewire.rtc;

import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;
import java.util.Map;

/** Picks our figures out of WebRTC's statistics (their names: W3C webrtc-stats). Pure. */
final class StatsReader {
    private StatsReader() {}

    static PeerStats read(RTCStatsReport report) {
        double roundTripMs = -1;
        double sendKbps = -1;
        long sent = -1;
        long decoded = -1;
        long dropped = -1;
        long lost = -1;
        String codec = "";
        Map<String, RTCStats> all = report.getStats();
        for (RTCStats stats : all.values()) {
            Map<String, Object> values = stats.getAttributes();
            if (stats.getType() == RTCStatsType.CANDIDATE_PAIR && Boolean.TRUE.equals(values.get("nominated"))) {
                roundTripMs = number(values, "currentRoundTripTime", roundTripMs / 1000) * 1000;
                sendKbps = number(values, "availableOutgoingBitrate", sendKbps * 1000) / 1000;
            } else if (stats.getType() == RTCStatsType.OUTBOUND_RTP && number(values, "packetsSent", 0) > 0) {
                sent = count(values, "framesSent", sent);
                RTCStats used = all.get(String.valueOf(values.get("codecId")));
                codec = used == null
                        ? codec
                        : String.valueOf(used.getAttributes().get("mimeType"));
            } else if (stats.getType() == RTCStatsType.INBOUND_RTP && number(values, "packetsReceived", 0) > 0) {
                decoded = count(values, "framesDecoded", decoded);
                dropped = count(values, "framesDropped", dropped);
                lost = count(values, "packetsLost", lost);
            }
        }
        return new PeerStats(roundTripMs, sent, decoded, dropped, lost, sendKbps, codec);
    }

    /** Has a DTLS transport been closed, which only the other end's close_notify alert does while the peer is open? */
    static boolean dtlsClosed(RTCStatsReport report) {
        return report.getStats().values().stream()
                .filter(stats -> stats.getType() == RTCStatsType.TRANSPORT)
                .anyMatch(stats -> "closed".equals(stats.getAttributes().get("dtlsState")));
    }

    private static double number(Map<String, Object> values, String name, double otherwise) {
        return values.get(name) instanceof Number number ? number.doubleValue() : otherwise;
    }

    private static long count(Map<String, Object> values, String name, long otherwise) {
        return values.get(name) instanceof Number number ? number.longValue() : otherwise;
    }
}
