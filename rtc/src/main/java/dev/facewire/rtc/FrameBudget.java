package dev.facewire.rtc;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of frames between decoder and encoder. A frame that would go beyond the budget, its own or one that it is part
 * of, is not let in: memory stays bounded whatever strangers send and however slow the device is. Any thread.
 *
 * <p>Counted are frames that wait in a mailbox, those in work (the one that came and the one that goes), and the last one
 * that a source keeps. What libwebrtc's codecs hold is not known here.
 */
final class FrameBudget {
    /** Of the memory that the process may have: an eighth, which at 1 GB is 55 sessions of 640x480 or 8 of 1920x1080. */
    private static final int SHARE = 8;
    /**
     * Of a peer: the frame that waits, the two in work and the one that was sent, twice over, so that only what is not
     * given back meets the bound.
     */
    private static final long PEER_BYTES = 8 * bytes(1920, 1200);

    private static final FrameBudget PROCESS = new FrameBudget(memoryBytes() / SHARE, null);

    private final long limit;
    private final FrameBudget whole;
    private final AtomicLong used = new AtomicLong();

    /** @param whole the budget that this is a part of, or null */
    FrameBudget(long limit, FrameBudget whole) {
        this.limit = limit;
        this.whole = whole;
    }

    /** One peer's, within the process' budget. */
    static FrameBudget ofPeer() {
        return new FrameBudget(PEER_BYTES, PROCESS);
    }

    /** Of a frame in I420. */
    static long bytes(int width, int height) {
        return (long) width * height + 2L * ((width + 1) / 2) * ((height + 1) / 2);
    }

    /** Container limits count. */
    private static long memoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }

    /** Takes bytes where there are so many left; else takes none. */
    boolean take(long bytes) {
        if (used.addAndGet(bytes) > limit) {
            used.addAndGet(-bytes);
            return false;
        }
        if (whole != null && !whole.take(bytes)) {
            used.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** Takes bytes that are needed for a frame that was let in. */
    void force(long bytes) {
        used.addAndGet(bytes);
        if (whole != null) {
            whole.force(bytes);
        }
    }

    void give(long bytes) {
        force(-bytes);
    }

    long used() {
        return used.get();
    }
}
