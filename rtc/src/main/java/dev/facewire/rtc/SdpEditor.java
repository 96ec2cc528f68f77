package dev.facewire.rtc;

import dev.facewire.protocol.sdp.CandidateRules;
import dev.facewire.protocol.sdp.MediaSection;
import dev.facewire.protocol.sdp.Sdp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Edits of session descriptions before libwebrtc, or the other end, sees them. Pure text. */
final class SdpEditor {
    private static final Pattern CODEC =
            Pattern.compile("a=rtpmap:(\\d{1,3}) (VP8|VP9|H264|AV1)/90000", Pattern.CASE_INSENSITIVE);
    private static final String REFUSED = "x-refused";
    private static final String CANDIDATE = "a=candidate:";
    private static final String BUNDLE = "a=group:BUNDLE";
    private static final String SDES_MID = "urn:ietf:params:rtp-hdrext:sdes:mid";

    private SdpEditor() {}

    /**
     * A stranger's offer: with the best of its candidates that may be followed, and without the audio lines' header
     * extensions, whose numbers collide with the video's in aiortc's offers (libwebrtc then refuses the whole BUNDLE);
     * and without mids in the BUNDLE that no line has, as FFmpeg writes where it has no sound to send (libwebrtc refuses
     * that too).
     *
     * @param tcp whether TCP candidates are followed
     */
    static Sdp acceptable(Sdp sdp, boolean tcp) {
        Set<String> kept = usableCandidates(sdp, tcp);
        return edit(bundled(sdp), section -> section.lines().stream()
                .filter(line -> !line.startsWith(CANDIDATE) || kept.contains(line))
                .filter(line ->
                        !section.kind().equals("audio") || !line.startsWith("a=extmap:") || line.contains(SDES_MID))
                .toList());
    }

    /** The best of all lines together: in a BUNDLE those of the first line serve all. */
    private static Set<String> usableCandidates(Sdp sdp, boolean tcp) {
        List<String> usable = sdp.media().stream()
                .flatMap(section -> section.lines().stream())
                .filter(line -> line.startsWith(CANDIDATE) && CandidateRules.usable(line, tcp))
                .toList();
        return Set.copyOf(CandidateRules.best(usable, CandidateRules.MAX_CANDIDATES));
    }

    /**
     * The offer with a name that nobody knows for each video codec that is not to be decoded here: libwebrtc then does
     * not negotiate it, so none of its packets reaches a decoder.
     */
    static Sdp withoutOtherCodecs(Sdp sdp, Set<String> decoders) {
        return edit(sdp, section -> section.lines().stream()
                .map(line -> renamed(line, decoders))
                .toList());
    }

    private static String renamed(String line, Set<String> decoders) {
        Matcher rtpmap = CODEC.matcher(line);
        return rtpmap.lookingAt() && !decoders.contains(rtpmap.group(2).toUpperCase(Locale.ROOT))
                ? "a=rtpmap:" + rtpmap.group(1) + " " + REFUSED + "/90000"
                : line;
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
        return withParameter(sdp, "x-google-start-bitrate", kbps);
    }

    /**
     * Tells the other end which frames are taken as they are: senders that know the parameter (RFC 6184, section 8.1; RFC
     * 7741, section 6.1; RFC 9628, section 7.1) scale down what is larger.
     */
    static Sdp withMaxFrameSize(Sdp sdp, int macroblocks) {
        return withParameter(sdp, "max-fs", macroblocks);
    }

    private static Sdp withParameter(Sdp sdp, String name, int value) {
        return edit(
                sdp,
                section -> section.kind().equals("video")
                        ? withParameter(section.lines(), name, name + "=" + value)
                        : section.lines());
    }

    private static List<String> withParameter(List<String> lines, String name, String parameter) {
        Set<String> video = new HashSet<>();
        Set<String> described = new HashSet<>();
        for (String line : lines) {
            Matcher rtpmap = CODEC.matcher(line);
            if (rtpmap.lookingAt()) {
                video.add(rtpmap.group(1));
            } else if (line.startsWith("a=fmtp:")) {
                described.add(payloadType(line));
            }
        }
        List<String> edited = new ArrayList<>();
        for (String line : lines) {
            Matcher rtpmap = CODEC.matcher(line);
            if (line.startsWith("a=fmtp:") && video.contains(payloadType(line)) && !line.contains(name)) {
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
