package dev.facewire.gpu.device;

import java.util.Locale;

/**
 * Tells a device that is broken from a frame that could not be worked on. Some errors say it all; others count when
 * nothing else happens for a while. Pure; not thread-safe.
 */
final class FaultWatch {
    /** Nothing but failures for so long, and so many of them: the device will not mend by itself. */
    private static final long LONG_NANOS = 5_000_000_000L;

    private static final int MANY = 50;

    private int failures;
    private long sinceNanos;

    /** A batch went through. */
    void fine() {
        failures = 0;
    }

    /**
     * A batch failed.
     *
     * @param failure null where it is not known
     * @return why the device is to be given up, or null
     */
    String failed(Throwable failure, long nowNanos) {
        if (failures++ == 0) {
            sinceNanos = nowNanos;
        }
        if (failure != null && fatal(failure)) {
            return "the device has a fault: " + failure;
        }
        if (failures >= MANY && nowNanos - sinceNanos >= LONG_NANOS) {
            return "the device failed on " + failures + " batches in a row"
                    + (failure == null ? "" : ", the last time with " + failure);
        }
        return null;
    }

    /** The device is lost: nothing will go on it any more, whatever it is. */
    static boolean lost(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String words = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (words.contains("cuda error") || words.contains("cudnn error")) {
                return true;
            }
        }
        return false;
    }

    /** Out of memory, on the device or in Java, and a lost device: the next call will fare no better. */
    static boolean fatal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String words = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (cause instanceof VirtualMachineError || words.contains("out of memory")) {
                return true;
            }
        }
        return lost(failure);
    }
}
