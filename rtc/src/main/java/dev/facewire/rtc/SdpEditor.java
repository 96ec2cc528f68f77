package dev.facewire.rtc;

import dev.facewire.protocol.sdp.CandidateRules;
import dev.facewire.protocol.sdp.MediaSection;
import dev.facewire.protocol.sdp.Sdp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Edits of session descriptions before libwebrtc, or the other end, sees them. Pure text. */
final class SdpEditor {
    private static final Pattern RTPMAP = Pattern.compile("a=rtpmap:(\\d{1,3}) (VP8|VP9|H264|AV1)/90000");
    private static final String BUNDLE = "a=group:BUNDLE";
    private static final String SDES_MID = "urn:ietf:params:rtp-hdrext:sdes:mid";

    private SdpEditor() {}

    /**
     * A stranger's offer: without candidates that must not be followed, and without the audio lines' header extensions,
     * whose numbers collide with the video's in aiortc's offers (libwebrtc then refuses the whole BUNDLE); and without
     * mids in the BUNDLE that no line has, as FFmpeg writes where it has no sound to send (libwebrtc refuses that too).
     */
    static Sdp acceptable(Sdp sdp) {
        return edit(bundled(sdp), section -> section.lines().stream()
                .filter(line -> !line.startsWith("a=candidate:") || CandidateRules.usable(line))
                .filter(line ->
                        !section.kind().equals("audio") || !line.startsWith("a=extmap:") || line.contains(SDES_MID))
                .toList());
    }

    private static Sdp bundled(Sdp sdp) {
        Set<String> mids = new HashSet<>();
        sdp.media().forEach(section -> mids.add(section.mid()));
        List<String> session = sdp.session().stream()
                .map(line -> line.startsWith(BUNDLE)
                        ? BUNDLE
                                + Stream.of(line.substring(BUNDLE.length()).split(" ", -1))
                                        .filter(mid -> !mid.isEmpty() && mids.contains(mid))
                                        .map(mid -> " " + mid)
                                        .collect(Collectors.joining())
                        : line)
                .toList();
        return new Sdp(session, sdp.media());
    }

    /**
     * Tells the encoder of whoever sets this as the remote description where to start: libwebrtc reads it from the
     * {@code fmtp} lines of the other side.
     */
    static Sdp withStartBitrate(Sdp sdp, int kbps) {
        return edit(sdp, section -> section.kind().equals("video") ? startAt(section.lines(), kbps) : section.lines());
    }

    private static List<String> startAt(List<String> lines, int kbps) {
        String parameter = "x-google-start-bitrate=" + kbps;
        Set<String> video = new HashSet<>();
        Set<String> described = new HashSet<>();
        for (String line : lines) {
            Matcher rtpmap = RTPMAP.matcher(line);
            if (rtpmap.lookingAt()) {
                video.add(rtpmap.group(1));
            } else if (line.startsWith("a=fmtp:")) {
                described.add(payloadType(line));
            }
        }
        List<String> edited = new ArrayList<>();
        for (String line : lines) {
            Matcher rtpmap = RTPMAP.matcher(line);
            if (line.startsWith("a=fmtp:")
                    && video.contains(payloadType(line))
                    && !line.contains("x-google-start-bitrate")) {
                edited.add(line + ";" + parameter);
            } else {
                edited.add(line);
            }
            if (rtpmap.lookingAt() && !described.contains(rtpmap.group(1))) {
                edited.add("a=fmtp:" + rtpmap.group(1) + " " + parameter);
            }
        }
        return edited;
    }

    private static String payloadType(String fmtp) {
        int end = fmtp.indexOf(' ');
        return end < 0 ? "" : fmtp.substring("a=fmtp:".length(), end);
    }

    private static Sdp edit(Sdp sdp, java.util.function.Function<MediaSection, List<String>> lines) {
        return new Sdp(
                sdp.session(),
                sdp.media().stream()
                        .map(section -> new MediaSection(lines.apply(section)))
                        .toList());
    }
}
