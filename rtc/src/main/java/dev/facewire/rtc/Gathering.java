package dev.facewire.rtc;

import java.time.Duration;

/**
 * How far the gathering of local candidates is, for the newest ICE credentials. {@link #begin} and the waits are called
 * on the peer's thread; the rest is libwebrtc's news, on its thread.
 *
 * <p>News that gathering is over may still be of the gathering before, so it counts only once there is a candidate of
 * this one; without any, the waits last until their caps.
 */
final class Gathering {
    private String ufrag = "";
    private int candidates;
    private boolean complete;

    /** Candidates for these credentials will come; where the credentials are the old ones, none will. */
    synchronized void begin(String iceUfrag) {
        if (!iceUfrag.equals(ufrag)) {
            ufrag = iceUfrag;
            candidates = 0;
            complete = false;
        }
    }

    /** @param candidate as libwebrtc writes it, with its credentials' {@code ufrag} */
    synchronized void candidate(String candidate) {
        if (candidate.contains(" ufrag " + ufrag)) {
            candidates++;
            notifyAll();
        }
    }

    synchronized void complete() {
        complete = true;
        notifyAll();
    }

    /** Waits until all candidates are there, but not longer than the cap. */
    synchronized void awaitAll(Duration cap) throws InterruptedException {
        long end = System.nanoTime() + cap.toNanos();
        while (!(complete && candidates > 0) && waitUntil(end)) {
            // woken by each piece of news
        }
    }

    /** Waits for a first candidate, but not longer than the cap. */
    synchronized void awaitFirst(Duration cap) throws InterruptedException {
        long end = System.nanoTime() + cap.toNanos();
        while (candidates == 0 && waitUntil(end)) {
            // woken by each piece of news
        }
    }

    /** False where the time is over. */
    private boolean waitUntil(long end) throws InterruptedException {
        long left = end - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        wait(left / 1_000_000, (int) (left % 1_000_000));
        return true;
    }

    /** It is over, and no candidate came. */
    synchronized boolean isEmpty() {
        return complete && candidates == 0;
    }
}
