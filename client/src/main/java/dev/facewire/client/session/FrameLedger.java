package dev.facewire.client.session;

import java.util.Arrays;

/**
 * Counts frames out and in, times their loop, and tells each returned one its place on the time line. Thread-safe: the
 * capture thread writes sent frames, the consumer thread returned ones, the main thread reads.
 */
final class FrameLedger {
    /** Frames under way that are remembered: over half a minute at 120 fps, and longer than any call bears. */
    private static final int REMEMBERED = 4096;

    private static final int NONE = -1;

    /** What is known of a returned frame. {@code counter} is -1 where its stamp could not be read. */
    record Returned(int counter, boolean preroll, long mediaNanos, Double loopMs) {}

    private final int[] counters = new int[REMEMBERED];
    private final long[] sentNanos = new long[REMEMBERED];
    private final long[] mediaNanos = new long[REMEMBERED];
    private final boolean[] prerolls = new boolean[REMEMBERED];
    private final boolean[] returned = new boolean[REMEMBERED];
    private final LatencyHistogram loop = new LatencyHistogram();
    private final GapMeter gaps = new GapMeter();
    private final GapMeter recentGaps = new GapMeter();
    private final LatencyHistogram recentLoop = new LatencyHistogram();
    private final Rate sentRate = new Rate();
    private final Rate returnedRate = new Rate();
    private long startNanos;
    private boolean started;
    private long firstReadableNanos;
    private boolean readable;
    private long firstReturnedNanos;
    private boolean anyReturned;
    private int lastSent = NONE;

    FrameLedger() {
        Arrays.fill(counters, NONE);
    }

    /** A frame is about to be sent. */
    synchronized void sent(int counter, boolean preroll, long frameMediaNanos, long nowNanos) {
        int slot = counter % REMEMBERED;
        counters[slot] = counter;
        sentNanos[slot] = nowNanos;
        mediaNanos[slot] = frameMediaNanos;
        prerolls[slot] = preroll;
        returned[slot] = false;
        lastSent = counter;
        if (!preroll) {
            if (!started) {
                started = true;
                startNanos = nowNanos - frameMediaNanos;
            }
            sentRate.add(nowNanos);
        }
    }

    /**
     * A frame came back.
     *
     * @param counter what its stamp says, or -1
     * @return null for a frame that was sent before the start, or a second time: it counts for nothing
     */
    synchronized Returned returned(int counter, long nowNanos) {
        if (!anyReturned) {
            anyReturned = true;
            firstReturnedNanos = nowNanos;
        }
        int slot = Math.max(0, counter) % REMEMBERED;
        boolean known = counter >= 0 && counters[slot] == counter;
        if (!known) {
            return unread(nowNanos);
        }
        if (!readable) {
            readable = true;
            firstReadableNanos = nowNanos;
        }
        if (returned[slot]) {
            return null;
        }
        returned[slot] = true;
        if (prerolls[slot]) {
            return new Returned(counter, true, 0, null);
        }
        double loopMs = (nowNanos - sentNanos[slot]) / 1e6;
        loop.add(loopMs);
        recentLoop.add(loopMs);
        returnedRate.add(nowNanos);
        return new Returned(counter, false, mediaNanos[slot], loopMs);
    }

    /** A frame whose stamp is covered: it is placed where it probably belongs, by the median of the others. */
    private Returned unread(long nowNanos) {
        if (!started) {
            return new Returned(NONE, true, 0, null);
        }
        Double median = loop.percentile(0.5);
        long late = median == null ? 0 : (long) (median * 1e6);
        long media = Math.max(0, nowNanos - late - startNanos);
        if (returnedRate.count >= sentRate.count) {
            return new Returned(NONE, true, 0, null); // it can only be one of those sent before the start
        }
        returnedRate.add(nowNanos);
        return new Returned(NONE, false, media, null);
    }

    /** The counter of the frame that was probably sent at this time line's place: for showing beside an unread one. */
    synchronized int counterAt(long frameMediaNanos) {
        int best = NONE;
        long bestDistance = Long.MAX_VALUE;
        for (int back = 0; back < Math.min(REMEMBERED, lastSent + 1); back++) {
            int slot = (lastSent - back) % REMEMBERED;
            long distance = Math.abs(mediaNanos[slot] - frameMediaNanos);
            if (prerolls[slot] || distance > bestDistance) {
                break;
            }
            best = counters[slot];
            bestDistance = distance;
        }
        return best;
    }

    /**
     * Whether the way there and back is open: a readable frame came back, or others have for this long (there is no
     * face in the first picture, and all is shielded).
     */
    synchronized boolean open(long nowNanos, long shieldedNanos) {
        return readable || (anyReturned && nowNanos - firstReturnedNanos >= shieldedNanos);
    }

    /** A frame came back that is swapped, and not shielded whole. */
    synchronized void fresh(long nowNanos) {
        gaps.fresh(nowNanos);
        recentGaps.fresh(nowNanos);
    }

    /** The longest time without a fresh swapped frame up to the last one sent, in ms; null where there was none. */
    synchronized Double gapMsMax() {
        gaps.until(sentRate.lastNanos);
        return gaps.longestMs();
    }

    /** The same since the last call. */
    synchronized Double recentGapMs() {
        recentGaps.until(sentRate.lastNanos);
        Double longest = recentGaps.longestMs();
        recentGaps.restart();
        return longest;
    }

    synchronized long framesSent() {
        return sentRate.count;
    }

    synchronized long framesReturned() {
        return returnedRate.count;
    }

    synchronized Double fpsSent() {
        return sentRate.perSecond();
    }

    synchronized Double fpsReturned() {
        return returnedRate.perSecond();
    }

    synchronized Double loopMs(double share) {
        return loop.percentile(share);
    }

    /** The median since the last call. */
    synchronized Double recentLoopMs() {
        Double median = recentLoop.percentile(0.5);
        recentLoop.clear();
        return median;
    }

    /** Milliseconds from a moment to the first readable frame; null where there was none. */
    synchronized Double readableAfterMs(long nanoTime) {
        return readable ? Math.round((firstReadableNanos - nanoTime) / 1e5) / 10.0 : null;
    }

    /** Frames, and their rate between the first and the last. */
    private static final class Rate {
        private long count;
        private long firstNanos;
        private long lastNanos;

        void add(long nowNanos) {
            if (count++ == 0) {
                firstNanos = nowNanos;
            }
            lastNanos = nowNanos;
        }

        Double perSecond() {
            return count < 2 || lastNanos <= firstNanos
                    ? null
                    : Math.round((count - 1) * 1e11 / (lastNanos - firstNanos)) / 100.0;
        }
    }
}
