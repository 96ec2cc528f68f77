package dev.facewire.gateway.access;

import java.util.List;
import java.util.Map;

/**
 * Bounds how many candidates a session's worker is sent for one offer: it keeps and tries each while the session lives.
 * Further ones are dropped without an error, which a client on many networks would take for the end of its call. Not
 * thread-safe.
 */
public final class CandidateBudget {
    /** An offer holds 32 at most that are used; a laptop with a dozen networks trickles some 60. */
    static final int PER_REVISION = 100;

    private static final int MAX_SESSIONS = 10_000;

    private record Counted(int rev, int count) {}

    private final Map<String, Counted> sessions = new Bounded<>(MAX_SESSIONS);

    /** The first of these candidates, as many as may still be passed on for this revision of the session's offer. */
    public <T> List<T> within(String session, int rev, List<T> candidates) {
        Counted before = sessions.get(session);
        int count = before == null || before.rev() < rev ? 0 : before.count();
        if (before != null && before.rev() > rev) {
            return candidates; // late: dropped by those who know the session
        }
        int passing = Math.min(candidates.size(), PER_REVISION - count);
        sessions.put(session, new Counted(rev, count + passing));
        return candidates.subList(0, passing);
    }
}
