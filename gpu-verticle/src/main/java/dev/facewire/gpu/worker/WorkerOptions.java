package dev.facewire.gpu.worker;

import dev.facewire.rtc.MediaOptions;
import java.time.Duration;

/**
 * How a worker works.
 *
 * @param slots sessions at once; 0 to measure
 * @param sharers workers that share this one's processor: each measures as if it were alone
 * @param maxStress above which no more sessions are taken, though slots are free
 * @param media what its peers may do on this machine's network, and which codecs they decode; null for the defaults
 * @param heartbeat between reports
 * @param reservationTtl how long a client has to connect after the answer
 * @param drainTimeout how long a worker that is to stop waits for its sessions to move
 */
public record WorkerOptions(
        int slots,
        int sharers,
        double maxStress,
        MediaOptions media,
        Duration heartbeat,
        Duration reservationTtl,
        Duration drainTimeout) {
    public static final Duration HEARTBEAT = Duration.ofMillis(250);
    public static final Duration RESERVATION_TTL = Duration.ofSeconds(15);

    public static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);
    /** Frames leave the device a quarter of a frame later than the next one comes: the loop is full. */
    public static final double MAX_STRESS = 1.25;
}
