package dev.facewire.rtc;

import java.time.Duration;
import java.util.function.BooleanSupplier;

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
        await(() -> complete && candidates > 0, cap);
    }

    /** Waits for a first candidate, but not longer than the cap. */
    synchronized void awaitFirst(Duration cap) throws InterruptedException {
        await(() -> candidates > 0, cap);
    }

    /** To be called with the lock held. */
    private void await(BooleanSupplier reached, Duration cap) throws InterruptedException {
        long end = System.nanoTime() + cap.toNanos();
        long left = cap.toNanos();
        while (!reached.getAsBoolean() && left > 0) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
            left = end - System.nanoTime();
        }
    }

    /** It is over, and no candidate came. */
    synchronized boolean isEmpty() {
        return complete && candidates == 0;
    }
}
