package dev.facewire.bench.assign.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run on the real event bus, in six processes, with a kill and a pause. Bounds leave room for a busy machine. */
@Tag("soak")
class BusRunIT {
    @Test
    void noSlotIsGivenTwiceAndNoneIsLost(@TempDir Path directory) throws IOException, InterruptedException {
        BusPlan plan = new BusPlan(2, 4, 8, 16, 10, 60, 1200, 1, 1, 10, 0);
        BusFigures figures;
        try (BusRun run = new BusRun(plan, directory, line -> {})) {
            figures = run.run();
        }
        assertThat(figures.overBooked()).isZero();
        assertThat(figures.overReports()).isZero();
        assertThat(figures.leaked()).isZero();
        assertThat(figures.moves()).as("sessions lost their workers").isPositive();
        int searches =
                figures.outcomes().values().stream().mapToInt(Integer::intValue).sum();
        assertThat(searches).as("each join and each move came to an end").isEqualTo(figures.joins() + figures.moves());
        assertThat(figures.outcomes().get("assigned")).isGreaterThan(searches * 9 / 10);
        assertThat(figures.whole().maxOverMean()).isBetween(1.0, 2.0);
        assertThat(figures.wholeMs().p50()).isLessThan(300);
    }
}
