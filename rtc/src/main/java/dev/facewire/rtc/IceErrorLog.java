package dev.facewire.rtc;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what is wrong with a STUN or TURN server once for each server and code, though every session meets it. */
final class IceErrorLog {
    private static final Logger log = LoggerFactory.getLogger(IceErrorLog.class);
    /** Servers are named by the operator, and there are few codes: a bound, against servers that make codes up. */
    private static final int MAX_LOGGED = 200;

    private static final Set<String> LOGGED = Collections.synchronizedSet(new HashSet<>());

    private IceErrorLog() {}

    static void report(IceServerError error) {
        if (LOGGED.size() < MAX_LOGGED && LOGGED.add(error.url() + " " + error.code())) {
            log.warn(
                    "ICE server {} gives no candidates: {} {} (said once for each server and code)",
                    error.url(),
                    error.code(),
                    error.reason());
        }
    }
}
