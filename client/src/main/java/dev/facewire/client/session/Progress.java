package dev.facewire.client.session;

import dev.facewire.protocol.session.SessionStats;
import java.io.PrintStream;
import java.util.Locale;

/**
 * The line that tells how it goes: on a terminal rewritten in place twice a second, otherwise a new line every five
 * seconds. Used by the main thread only.
 */
final class Progress {
    private static final long TERMINAL_NANOS = 500_000_000;
    private static final long LOG_NANOS = 5_000_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private final FrameLedger ledger;
    private long lastNanos;
    private long lastSent;
    private long lastReturned;
    private int lastLength;

    /** @param terminal whether a line can be rewritten */
    Progress(PrintStream out, boolean terminal, FrameLedger ledger) {
        this.out = out;
        this.terminal = terminal;
        this.ledger = ledger;
    }

    /** Prints a line of its own. */
    void say(String line) {
        wipe();
        out.println(line);
        out.flush();
    }

    /** Prints how it goes, when it is time again. */
    void tick(long nowNanos, String state, String worker, SessionStats stats) {
        if (lastNanos == 0) {
            lastNanos = nowNanos;
            return;
        }
        long passed = nowNanos - lastNanos;
        if (passed < (terminal ? TERMINAL_NANOS : LOG_NANOS)) {
            return;
        }
        long sent = ledger.framesSent();
        long returned = ledger.framesReturned();
        String line = line(
                state,
                (sent - lastSent) * 1e9 / passed,
                (returned - lastReturned) * 1e9 / passed,
                ledger.recentLoopMs(),
                worker,
                stats);
        lastNanos = nowNanos;
        lastSent = sent;
        lastReturned = returned;
        if (terminal) {
            String padding = " ".repeat(Math.max(0, lastLength - line.length()));
            out.print("\r" + line + padding);
            lastLength = line.length();
        } else {
            out.println(line);
        }
        out.flush();
    }

    /** Leaves the last line as it is. */
    void end() {
        if (terminal && lastLength > 0) {
            out.println();
            out.flush();
            lastLength = 0;
        }
    }

    static String line(
            String state, double sentFps, double returnedFps, Double loopMs, String worker, SessionStats stats) {
        StringBuilder line = new StringBuilder(state);
        line.append(String.format(Locale.ROOT, " · sent %.1f fps · returned %.1f fps", sentFps, returnedFps));
        line.append(loopMs == null ? " · loop –" : String.format(Locale.ROOT, " · loop %.0f ms", loopMs));
        if (worker != null) {
            line.append(" · worker ").append(worker);
        }
        if (stats != null) {
            line.append(" · swapped ").append(stats.facesSwapped());
            line.append(" · shielded ").append(stats.framesShielded());
            if (stats.framesPassed() > 0) {
                line.append(" · BARE ").append(stats.framesPassed());
            }
        }
        return line.toString();
    }

    private void wipe() {
        if (terminal && lastLength > 0) {
            out.print("\r" + " ".repeat(lastLength) + "\r");
            lastLength = 0;
        }
    }
}
