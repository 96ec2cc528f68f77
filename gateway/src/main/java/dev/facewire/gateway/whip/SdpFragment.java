package dev.facewire.gateway.whip;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.sdp.CandidateRules;
import dev.facewire.protocol.sdp.MediaSection;
import dev.facewire.protocol.sdp.OfferRules;
import dev.facewire.protocol.sdp.Sdp;
import dev.facewire.protocol.session.IceCandidate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A piece of a session description (RFC 8840, section 9): ICE credentials and candidates.
 *
 * @param ufrag or null
 * @param password or null
 */
record SdpFragment(String ufrag, String password, List<IceCandidate> candidates) {

    /**
     * Reads one.
     *
     * @throws Fault BAD_SDP for what is none
     */
    static SdpFragment parse(String text) {
        String ufrag = null;
        String password = null;
        String mid = null;
        int index = -1;
        List<IceCandidate> candidates = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("a=ice-ufrag:")) {
                ufrag = line.substring("a=ice-ufrag:".length());
            } else if (line.startsWith("a=ice-pwd:")) {
                password = line.substring("a=ice-pwd:".length());
            } else if (line.startsWith("m=")) {
                index++;
                mid = null;
            } else if (line.startsWith("a=mid:")) {
                mid = line.substring("a=mid:".length());
            } else if (line.startsWith("a=candidate:")) {
                candidates.add(new IceCandidate(line.substring(2), mid, Math.max(0, index)));
            } else if (!line.isEmpty() && !line.startsWith("a=")) {
                throw new Fault(ErrorCode.BAD_SDP, "this is no piece of a session description");
            }
        }
        if (ufrag == null && password == null && candidates.isEmpty() && !text.contains("a=end-of-candidates")) {
            throw new Fault(ErrorCode.BAD_SDP, "the piece holds neither candidates nor ICE credentials");
        }
        return new SdpFragment(ufrag, password, candidates);
    }

    /** The candidates as a worker takes them in one message: the best ones, where there are more. */
    List<IceCandidate> trickled() {
        if (candidates.size() <= OfferRules.MAX_CANDIDATES) {
            return candidates;
        }
        List<String> usable = candidates.stream()
                .map(IceCandidate::candidate)
                .filter(candidate -> CandidateRules.usable(candidate, true))
                .toList();
        Set<String> best = new HashSet<>(CandidateRules.best(usable, OfferRules.MAX_CANDIDATES));
        return candidates.stream()
                .filter(candidate -> best.remove(candidate.candidate()))
                .toList();
    }

    /** The ICE part of a whole description: what a restart is answered with. */
    static String of(String sdp) {
        Sdp whole = Sdp.parse(sdp);
        MediaSection first = whole.media().stream()
                .filter(section -> !section.port().equals("0"))
                .findFirst()
                .orElseThrow(() -> new Fault(ErrorCode.BAD_SDP, "no line of the description is in use"));
        List<String> lines = new ArrayList<>();
        attribute(first, "a=ice-ufrag:").ifPresent(lines::add);
        attribute(first, "a=ice-pwd:").ifPresent(lines::add);
        lines.add(first.lines().get(0));
        lines.add("a=mid:" + first.mid());
        first.lines().stream().filter(line -> line.startsWith("a=candidate:")).forEach(lines::add);
        lines.add("a=end-of-candidates");
        return String.join("\r\n", lines) + "\r\n";
    }

    /** The ICE user fragment of a whole description; empty where it has none. */
    static String ufragOf(String sdp) {
        Sdp whole = Sdp.parse(sdp);
        return whole.media().stream()
                .flatMap(section -> attribute(section, "a=ice-ufrag:").stream())
                .findFirst()
                .or(() -> whole.session().stream()
                        .filter(line -> line.startsWith("a=ice-ufrag:"))
                        .findFirst())
                .map(line -> line.substring("a=ice-ufrag:".length()))
                .orElse("");
    }

    /** The offer as it would have been with these credentials and candidates: for an ICE restart. */
    String into(String offer) {
        if (ufrag == null || password == null) {
            throw new Fault(ErrorCode.BAD_SDP, "an ICE restart needs a=ice-ufrag and a=ice-pwd");
        }
        Sdp whole = Sdp.parse(offer);
        List<MediaSection> media = new ArrayList<>();
        for (MediaSection section : whole.media()) {
            List<String> lines = new ArrayList<>(renewed(section.lines()));
            if (media.isEmpty()) { // BUNDLE: the first line's candidates are everyone's
                candidates.forEach(candidate -> lines.add("a=" + candidate.candidate()));
            }
            media.add(new MediaSection(lines));
        }
        return new Sdp(renewed(whole.session()), media).text();
    }

    private List<String> renewed(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.startsWith("a=candidate:") && !line.equals("a=end-of-candidates"))
                .map(line -> line.startsWith("a=ice-ufrag:")
                        ? "a=ice-ufrag:" + ufrag
                        : line.startsWith("a=ice-pwd:") ? "a=ice-pwd:" + password : line)
                .toList();
    }

    private static Optional<String> attribute(MediaSection section, String prefix) {
        return section.lines().stream().filter(line -> line.startsWith(prefix)).findFirst();
    }
}
