package dev.facewire.vision.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much memory of a CUDA device is free, as {@code nvidia-smi} tells it, which comes with the driver. Asked now and then;
 * what it said last can be read by any thread.
 */
public final class DeviceMemory {
    /** Not known: no CUDA device, no nvidia-smi, or not asked yet. */
    public static final long UNKNOWN = -1;

    private static final Logger log = LoggerFactory.getLogger(DeviceMemory.class);
    private static final long PATIENCE_SECONDS = 4;

    private final List<String> command;
    private volatile long freeMb = UNKNOWN;
    private volatile boolean useless;

    /**
     * Of one device.
     *
     * @param index as CUDA counts
     * @param visible {@code CUDA_VISIBLE_DEVICES}, by which CUDA's count differs from the driver's; may be null
     */
    public DeviceMemory(int index, String visible) {
        this(List.of(
                "nvidia-smi",
                "--query-gpu=memory.free",
                "--format=csv,noheader,nounits",
                "--id=" + driverId(index, visible)));
    }

    /** By another program, for tests. */
    DeviceMemory(List<String> command) {
        this.command = command;
    }

    /** The device's id for the driver: an index or a UUID. */
    static String driverId(int index, String visible) {
        String[] ids = visible == null || visible.isBlank() ? new String[0] : visible.split(",", -1);
        return index < ids.length ? ids[index].strip() : Integer.toString(index);
    }

    /** In MiB, or {@link #UNKNOWN}. */
    public long freeMb() {
        return freeMb;
    }

    /** Asks, and waits for the answer for a few seconds at most: not for an event loop. Returns {@link #freeMb}. */
    public long ask() {
        if (useless) {
            return freeMb;
        }
        Process process = null;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) { // a device that hangs is noticed elsewhere
                freeMb = UNKNOWN;
                return freeMb;
            }
            freeMb = parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            useless = true;
            log.info("free device memory is not reported: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (process != null) {
                process.destroyForcibly(); // where it is late, or nobody waits any more
            }
        }
        return freeMb;
    }

    /** A number alone on the first line, or {@link #UNKNOWN}. */
    static long parse(String said) {
        String first = said.strip().lines().findFirst().orElse("").strip();
        return first.matches("\\d{1,9}") ? Long.parseLong(first) : UNKNOWN;
    }
}
