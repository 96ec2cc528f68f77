package dev.facewire.gpu.worker;

import dev.facewire.rtc.PortRange;
import java.time.Duration;

/**
 * How a worker works.
 *
 * @param slots sessions at once; 0 to measure
 * @param ports for media; null for any
 * @param heartbeat between reports
 * @param reservationTtl how long a client has to connect after the answer
 */
public record WorkerOptions(int slots, PortRange ports, Duration heartbeat, Duration reservationTtl) {
    public static final Duration HEARTBEAT = Duration.ofMillis(250);
    public static final Duration RESERVATION_TTL = Duration.ofSeconds(15);

    public WorkerOptions(int slots, PortRange ports) {
        this(slots, ports, HEARTBEAT, RESERVATION_TTL);
    }
}
