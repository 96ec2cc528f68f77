package dev.facewire.it.fuzz;

import java.util.Set;

/** Which HTTP statuses bad input may be answered with. */
final class Answers {
    /** Method or version that nobody offers; no capacity, no worker; a worker that is slow. */
    private static final Set<Integer> SERVER_STATUSES = Set.of(501, 503, 504, 505);

    private Answers() {}

    /** Fails for 500 and other statuses that blame the gateway. */
    static void check(int status, String answer) {
        if (status >= 500 && !SERVER_STATUSES.contains(status)) {
            throw new AssertionError("status " + status + ": " + answer);
        }
    }
}
