package dev.facewire.protocol.sdp;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * What an offer must be like before it is worth a slot, or comes near native code. libwebrtc takes its time over huge
 * offers, and one without a common codec is accepted by it and kills the process later.
 */
public final class OfferRules {
    public static final int MAX_BYTES = 64 * 1024;
    public static final int MAX_MEDIA_LINES = 8;
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
        require(offer != null && !offer.isBlank(), "the offer is empty");
        require(
                offer.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES,
                "the offer has more than " + MAX_BYTES / 1024 + " KB");
        Sdp sdp = Sdp.parse(offer);
        require(!sdp.media().isEmpty(), "the offer has no m-line");
        require(sdp.media().size() <= MAX_MEDIA_LINES, "the offer has more than " + MAX_MEDIA_LINES + " m-lines");
        long candidates = sdp.media().stream()
                .flatMap(section -> section.lines().stream())
                .filter(line -> line.startsWith("a=candidate:"))
                .count();
        require(candidates <= MAX_CANDIDATES, "the offer has more than " + MAX_CANDIDATES + " candidates");
        returnLine(sdp);
        return sdp;
    }

    /**
     * The line on which the swapped picture goes back: the first video line on which the offerer receives, with a codec
     * that we have.
     */
    public static MediaSection returnLine(Sdp sdp) {
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
        require(
                video.stream().anyMatch(section -> section.direction().sends()),
                "no video line of the offer sends anything");
        List<MediaSection> receiving =
                video.stream().filter(section -> section.direction().receives()).toList();
        require(!receiving.isEmpty(), "no video line of the offer can receive the swapped picture");
        return receiving.stream()
                .filter(MediaSection::hasUsableVideoCodec)
                .findFirst()
                .orElseThrow(() -> new Fault(
                        ErrorCode.NO_CODEC, "the offer has none of VP8, VP9, AV1 and baseline H.264 for its video"));
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
