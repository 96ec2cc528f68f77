package dev.facewire.vision.photo;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.util.concurrent.Semaphore;

/** Memory that may be used at once; who needs more than is left waits. In megabytes, fair, thread-safe. */
final class MemoryBudget {
    private static final long MB = 1_000_000;

    private final int totalMb;
    private final Semaphore freeMb;

    MemoryBudget(int totalMb) {
        this.totalMb = totalMb;
        this.freeMb = new Semaphore(totalMb, true);
    }

    /** What was taken; closed by who took it. */
    interface Lease extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits until so much is free, and takes it.
     *
     * @throws Fault TOO_LARGE where it never will be
     * @throws InterruptedException where the thread was interrupted meanwhile
     */
    Lease take(long bytes) throws InterruptedException {
        int mb = Math.toIntExact((bytes + MB - 1) / MB);
        if (mb > totalMb) {
            throw new Fault(
                    ErrorCode.TOO_LARGE,
                    "decoding the picture takes " + mb + " MB, and there are " + totalMb + "; make it smaller");
        }
        freeMb.acquire(mb);
        return () -> freeMb.release(mb);
    }

    int freeMb() {
        return freeMb.availablePermits();
    }
}
