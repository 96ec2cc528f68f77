package dev.facewire.protocol.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One m-line of a session description and its attributes.
 *
 * @param lines the section's lines, {@code m=} first, without line ends
 */
public record MediaSection(List<String> lines) {
    /** What libwebrtc decodes and encodes here; checked against its capabilities by a test in rtc. */
    public static final Set<String> VIDEO_CODECS = Set.of("VP8", "VP9", "H264", "AV1");

    private static final Pattern RTPMAP = Pattern.compile("a=rtpmap:(\\d{1,3}) ([A-Za-z0-9-]{1,32})/90000.*");
    private static final Pattern PROFILE = Pattern.compile("profile-level-id=([0-9A-Fa-f]{2})");
    /** Constrained baseline and baseline: the only H.264 profiles that libwebrtc's software codec takes. */
    private static final String H264_BASELINE = "42";

    public MediaSection {
        lines = List.copyOf(lines);
    }

    /** {@code audio}, {@code video}, {@code application}, … */
    public String kind() {
        return word(0).substring("m=".length());
    }

    /** 0 where the line is refused. */
    public String port() {
        return word(1);
    }

    /** For example {@code UDP/TLS/RTP/SAVPF}. */
    public String transport() {
        return word(2);
    }

    private String word(int index) {
        String[] words = lines.get(0).split(" ", -1);
        return index < words.length ? words[index] : "";
    }

    /** The section's mid, or an empty string. */
    public String mid() {
        return attribute("a=mid:").orElse("");
    }

    public Direction direction() {
        for (String line : lines) {
            for (Direction direction : Direction.values()) {
                if (line.equals("a=" + direction.name().toLowerCase(Locale.ROOT))) {
                    return direction;
                }
            }
        }
        return Direction.SENDRECV; // RFC 8866, section 6.7: what is meant when nothing is said
    }

    /** The same line of one who takes nothing: what sends and receives only sends. */
    public MediaSection sendingOnly() {
        if (direction() != Direction.SENDRECV) {
            return this;
        }
        List<String> changed = new ArrayList<>(lines);
        changed.remove("a=sendrecv");
        changed.add("a=sendonly");
        return new MediaSection(changed);
    }

    /** Does it offer a video codec that we have? */
    public boolean hasUsableVideoCodec() {
        return lines.stream().map(RTPMAP::matcher).filter(Matcher::matches).anyMatch(this::usable);
    }

    private boolean usable(Matcher rtpmap) {
        String codec = rtpmap.group(2).toUpperCase(Locale.ROOT);
        if (!VIDEO_CODECS.contains(codec)) {
            return false;
        }
        if (!codec.equals("H264")) {
            return true;
        }
        Optional<Matcher> profile = attribute("a=fmtp:" + rtpmap.group(1) + " ")
                .map(PROFILE::matcher)
                .filter(Matcher::find);
        // Without a profile it is baseline (RFC 6184, section 8.1).
        return profile.isEmpty() || profile.get().group(1).equals(H264_BASELINE);
    }

    private Optional<String> attribute(String prefix) {
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .findFirst();
    }

    /** The direction of media as the describer sees it. */
    public enum Direction {
        SENDRECV,
        SENDONLY,
        RECVONLY,
        INACTIVE;

        /** Will the one who describes it take media? */
        public boolean receives() {
            return this == SENDRECV || this == RECVONLY;
        }

        /** Will the one who describes it send media? */
        public boolean sends() {
            return this == SENDRECV || this == SENDONLY;
        }
    }
}
