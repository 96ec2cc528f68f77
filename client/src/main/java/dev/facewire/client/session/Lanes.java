package dev.facewire.client.session;

import dev.facewire.client.picture.FrameSize;
import dev.facewire.media.I420Frame;
import java.util.function.Consumer;

/**
 * Which connection a run's frames take: one, or two while it moves to another worker. Frames go out on both, so that the
 * next worker has something to swap; what comes back is shown from the present one only, until swapped frames
 * come from the next one: some of them while the present one still brings any, since a worker's first frames are slow; the
 * first one where it does not. A picture is thus never missing for a move's sake, and never taken from a connection that has
 * not proved itself. Thread-safe.
 */
final class Lanes {
    /** Frames that are all shielded make a switch too, after this long: there may be no face before the camera. */
    private final long shieldedOpenNanos;

    /** Swapped frames that the next lane has to bring while the present one brings any. */
    static final int PROOF_FRAMES = 5;
    /** A present lane that is silent for so many frames has nothing more to bring. */
    private static final int SILENT_FRAMES = 3;

    private final long frameNanos;
    private final Consumer<Lane> onSwitch;
    private Lane current;
    private Lane next;
    private boolean nextSeen;
    private long nextSeenNanos;
    private int nextSwapped;
    private long lastShownNanos;

    /**
     * No lane yet.
     *
     * @param frameNanos from one frame that is sent to the next
     * @param shieldedOpenNanos how long a next lane's frames may all be shielded until it is taken nevertheless
     * @param onSwitch is given the lane that is left; on the thread of the frame that switched, so it only hands on
     */
    Lanes(long frameNanos, long shieldedOpenNanos, Consumer<Lane> onSwitch) {
        this.frameNanos = frameNanos;
        this.shieldedOpenNanos = shieldedOpenNanos;
        this.onSwitch = onSwitch;
    }

    /** A connection begins: the run's first, or one to move to. */
    synchronized void begin(Lane lane) {
        if (current == null) {
            current = lane;
        } else {
            next = lane;
            nextSeen = false;
            nextSwapped = 0;
        }
    }

    /** The next lane comes to nothing; returns it, or null where there is none. */
    synchronized Lane abandonNext() {
        Lane abandoned = next;
        next = null;
        return abandoned;
    }

    /** Takes the present lane away and returns it; a new one is to begin. */
    synchronized Lane dropCurrent() {
        Lane dropped = current;
        current = null;
        return dropped;
    }

    synchronized Lane current() {
        return current;
    }

    /** Where the run moves to, or null. */
    synchronized Lane next() {
        return next;
    }

    /** The lane of this id; null where it is closed or about to be. */
    synchronized Lane byId(int id) {
        return next != null && next.id() == id ? next : current != null && current.id() == id ? current : null;
    }

    /** The lane that messages of this revision mean, or null. */
    synchronized Lane byRev(int rev) {
        return next != null && next.rev() == rev ? next : current != null && current.rev() == rev ? current : null;
    }

    /** Sends a frame. {@code fill} writes the picture, once for each connection. */
    void send(FrameSize size, Consumer<I420Frame> fill) {
        Lane one;
        Lane other;
        synchronized (this) {
            one = current;
            other = next;
        }
        one.link().send(size, fill);
        if (other != null) {
            other.link().send(size, fill);
        }
    }

    /**
     * A frame came back on a lane.
     *
     * @param swapped whether it is known to show something else than a shield
     * @return whether it is to be shown
     */
    synchronized boolean take(Lane lane, boolean swapped, long nowNanos) {
        if (lane == next) {
            if (!nextSeen) {
                nextSeen = true;
                nextSeenNanos = nowNanos;
            }
            nextSwapped += swapped ? 1 : 0;
            if (proved(nowNanos)) {
                Lane left = current;
                current = next;
                next = null;
                onSwitch.accept(left);
            }
        }
        if (lane != current) {
            return false;
        }
        lastShownNanos = nowNanos;
        return true;
    }

    private boolean proved(long nowNanos) {
        boolean silent = nowNanos - lastShownNanos >= SILENT_FRAMES * frameNanos;
        long enough = nextSwapped == 0 ? shieldedOpenNanos : 2 * shieldedOpenNanos; // at a few frames a second
        return nextSwapped >= (silent ? 1 : PROOF_FRAMES) || nowNanos - nextSeenNanos >= enough;
    }

    /** When a frame was last shown, or {@code otherwise} where none was. */
    synchronized long lastShownNanos(long otherwise) {
        return lastShownNanos == 0 ? otherwise : lastShownNanos;
    }
}
