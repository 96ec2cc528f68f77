package dev.facewire.gpu.worker;

import dev.facewire.vision.tensor.DeviceSpec;
import java.util.Map;

/**
 * Who a worker is, for as long as it lives.
 *
 * @param workerId {@code <nodeId>-<device>}
 * @param epoch its start, in ms since 1970
 * @param labels what the operator said of it
 * @param version of the build
 * @param host the machine's name
 * @param link {@code host:port} that gateways connect to, only to notice a death; or null
 */
public record WorkerIdentity(
        String workerId,
        long epoch,
        DeviceSpec device,
        Map<String, String> labels,
        String version,
        String host,
        String link) {}
