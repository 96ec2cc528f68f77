package dev.facewire.protocol.sdp;

import dev.facewire.protocol.Checks;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an offer must be like before it is worth a slot, or comes near native code. libwebrtc takes its time over huge
 * offers, and one without a common codec is accepted by it and kills the process later.
 */
public final class OfferRules {
    public static final int MAX_BYTES = 64 * 1024;
    public static final int MAX_MEDIA_LINES = 8;
    /** In one message of candidates that trickle in. Of those in an offer {@link CandidateRules#best} are followed. */
    public static final int MAX_CANDIDATES = 32;

    private static final Set<String> SECURE_TRANSPORTS =
            Set.of("UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP", "TCP/TLS/RTP/SAVPF", "RTP/SAVPF");

    private OfferRules() {}

    /**
     * Checks an offer.
     *
     * @return the offer in parts
     * @throws Fault BAD_SDP, or NO_CODEC where no line on which a picture can go back has a codec of ours
     */
    public static Sdp check(String offer) {
        Sdp sdp = limits(offer);
        returnLine(sdp);
        return sdp;
    }

    /**
     * Checks an offer that may only send, as WHIP's do: what comes of it is for viewers.
     *
     * @throws Fault as {@link #check}
     */
    public static Sdp checkPublished(String offer) {
        Sdp sdp = limits(offer);
        if (!onlySends(sdp)) {
            returnLine(sdp);
        }
        publishLine(sdp);
        return sdp;
    }

    /**
     * Checks an offer that only receives, as a viewer's does.
     *
     * @throws Fault as {@link #check}
     */
    public static Sdp checkViewed(String offer) {
        Sdp sdp = limits(offer);
        firstUsable(video(sdp).stream().filter(section -> section.direction().receives()), "can receive the picture");
        return sdp;
    }

    /** True where no video line of the offer receives anything. */
    public static boolean onlySends(Sdp sdp) {
        return video(sdp).stream().noneMatch(section -> section.direction().receives());
    }

    /** The first video line that sends, with a codec that we have. */
    public static MediaSection publishLine(Sdp sdp) {
        return firstUsable(
                video(sdp).stream().filter(section -> section.direction().sends()), "sends anything");
    }

    /** The first video line that receives, with a codec that we have: where a viewer gets the picture. */
    public static MediaSection viewLine(Sdp sdp) {
        return firstUsable(
                video(sdp).stream().filter(section -> section.direction().receives()), "can receive the picture");
    }

    private static MediaSection firstUsable(Stream<MediaSection> sections, String what) {
        List<MediaSection> lines = sections.toList();
        require(!lines.isEmpty(), "no video line of the offer " + what);
        return lines.stream()
                .filter(MediaSection::hasUsableVideoCodec)
                .findFirst()
                .orElseThrow(OfferRules::noCodec);
    }

    private static Fault noCodec() {
        return new Fault(ErrorCode.NO_CODEC, "the offer has none of VP8, VP9, AV1 and baseline H.264 for its video");
    }

    private static Sdp limits(String offer) {
        require(offer != null && !offer.isBlank(), "the offer is empty");
        require(
                offer.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES,
                "the offer has more than " + MAX_BYTES / 1024 + " KB");
        Sdp sdp = Sdp.parse(offer);
        require(!sdp.media().isEmpty(), "the offer has no m-line");
        require(sdp.media().size() <= MAX_MEDIA_LINES, "the offer has more than " + MAX_MEDIA_LINES + " m-lines");
        sdp.media().forEach(OfferRules::named);
        require(
                sameFingerprints(sdp),
                "the m-lines of the offer's BUNDLE group have different a=fingerprint; they share one connection");
        return sdp;
    }

    private static void named(MediaSection section) {
        require(
                section.port().equals("0") || !section.mid().isEmpty(),
                "a=mid is missing in the " + Checks.line(section.kind(), 20)
                        + " line of the offer (RFC 8829, section 5.2.1)");
    }

    /** True where bundled lines name the same certificate; each may name it by several hashes. */
    private static boolean sameFingerprints(Sdp sdp) {
        Set<String> bundled = sdp.session().stream()
                .filter(line -> line.startsWith("a=group:BUNDLE "))
                .flatMap(line -> Stream.of(line.strip().split(" +")).skip(1))
                .collect(Collectors.toSet());
        Map<String, String> byHash = new HashMap<>();
        return sdp.media().stream()
                .filter(section ->
                        bundled.contains(section.mid()) && !section.port().equals("0"))
                .flatMap(section -> section.lines().stream())
                .filter(line -> line.startsWith("a=fingerprint:"))
                .map(line -> line.strip().toLowerCase(Locale.ROOT).split(" +", 2))
                .allMatch(words -> words.length == 2
                        && words[1].equals(byHash.merge(words[0], words[1], (first, other) -> first)));
    }

    /** Its video lines, of which there is one at least, all encrypted. */
    private static List<MediaSection> video(Sdp sdp) {
        List<MediaSection> video = sdp.media().stream()
                .filter(section ->
                        section.kind().equals("video") && !section.port().equals("0"))
                .toList();
        require(!video.isEmpty(), "the offer has no video line; a picture is what is swapped here");
        for (MediaSection section : video) {
            require(
                    SECURE_TRANSPORTS.contains(section.transport()),
                    "the video line's transport is " + section.transport() + "; only encrypted media is taken");
        }
        return video;
    }

    /**
     * The line on which the swapped picture goes back: the first video line on which the offerer receives, with a codec
     * that we have.
     */
    public static MediaSection returnLine(Sdp sdp) {
        List<MediaSection> video = video(sdp);
        require(
                video.stream().anyMatch(section -> section.direction().sends()),
                "no video line of the offer sends anything");
        return firstUsable(
                video.stream().filter(section -> section.direction().receives()), "can receive the swapped picture");
    }

    /** The line on which the camera comes: the return line if it sends too, else the first that sends. */
    public static MediaSection cameraLine(Sdp sdp) {
        MediaSection returned = returnLine(sdp);
        if (returned.direction().sends()) {
            return returned;
        }
        return sdp.media().stream()
                .filter(section ->
                        section.kind().equals("video") && section.direction().sends())
                .findFirst()
                .orElseThrow(() -> new Fault(ErrorCode.BAD_SDP, "no video line of the offer sends anything"));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Fault(ErrorCode.BAD_SDP, otherwise);
        }
    }
}
