package dev.facewire.gpu.worker;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs of life for a supervisor that can look at a file: a container's health check, an exec probe. */
public final class HealthFile {
    private static final Logger log = LoggerFactory.getLogger(HealthFile.class);
    static final long PERIOD_MS = 1_000;

    private HealthFile() {}

    /**
     * Writes the time into a file every second for as long as the condition holds; an event loop that hangs writes
     * none either. Ends with Vert.x.
     */
    public static void keep(Vertx vertx, Path file, BooleanSupplier alive) {
        vertx.setPeriodic(0, PERIOD_MS, tick -> {
            if (alive.getAsBoolean()) {
                vertx.fileSystem()
                        .writeFile(file.toString(), Buffer.buffer(Instant.now() + "\n"))
                        .onFailure(failure -> log.warn("the health file can't be written: {}", failure.getMessage()));
            }
        });
    }
}
