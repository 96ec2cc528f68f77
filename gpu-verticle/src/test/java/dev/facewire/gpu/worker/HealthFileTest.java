package dev.facewire.gpu.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthFileTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void isWrittenAgainAndAgainWhileAWorkerIsUpAndNotAfterwards() throws Exception {
        Path file = folder.resolve("health");
        AtomicBoolean alive = new AtomicBoolean();
        HealthFile.keep(vertx, file, alive::get);
        Thread.sleep(HealthFile.PERIOD_MS * 3 / 2);
        assertThat(file).doesNotExist();

        alive.set(true);
        await().atMost(SOON).until(() -> Files.exists(file) && Files.size(file) > 0);
        String first = Files.readString(file);
        await().atMost(SOON).until(() -> changed(file, first));

        alive.set(false);
        Thread.sleep(HealthFile.PERIOD_MS * 3 / 2);
        String last = Files.readString(file);
        Thread.sleep(HealthFile.PERIOD_MS * 5 / 2);
        assertThat(Files.readString(file)).isEqualTo(last);
    }

    private static boolean changed(Path file, String before) throws IOException {
        String now = Files.readString(file);
        return !now.isEmpty() && !now.equals(before);
    }
}
