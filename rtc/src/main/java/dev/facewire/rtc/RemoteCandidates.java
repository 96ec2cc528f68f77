package dev.facewire.rtc;

import dev.facewire.protocol.sdp.CandidateRules;
import dev.facewire.protocol.sdp.Sdp;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which of the other end's candidates go to libwebrtc: the usable ones, each once, and not more than
 * {@link CandidateRules#MAX_CANDIDATES} for one description. Those that trickle in can't be compared before they are
 * followed, so no kind may take more than its share: relays come last, and there must be room for them. Pure.
 */
final class RemoteCandidates {
    /** Of one kind, such as server-reflexive ones over IPv6. */
    static final int MAX_OF_A_KIND = 20;

    private final boolean tcp;
    private final Set<String> destinations = new HashSet<>();
    private final Map<String, Integer> ofKind = new HashMap<>();

    RemoteCandidates(boolean tcp) {
        this.tcp = tcp;
    }

    /** The other end has described itself anew: counts from those candidates that the description holds. */
    void described(Sdp sdp) {
        destinations.clear();
        ofKind.clear();
        sdp.media().stream()
                .flatMap(section -> section.lines().stream())
                .filter(line -> line.startsWith("a=candidate:"))
                .forEach(this::take);
    }

    /** May this one be followed? It counts then. */
    boolean take(String candidate) {
        if (!CandidateRules.usable(candidate, tcp) || destinations.size() >= CandidateRules.MAX_CANDIDATES) {
            return false;
        }
        String kind = CandidateRules.kind(candidate);
        int before = ofKind.getOrDefault(kind, 0);
        if (before >= MAX_OF_A_KIND || !destinations.add(CandidateRules.destination(candidate))) {
            return false;
        }
        ofKind.put(kind, before + 1);
        return true;
    }
}
