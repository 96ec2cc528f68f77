package dev.facewire.bench.assign.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.bench.assign.Balance;
import dev.facewire.bench.assign.sim.GrowthPoint;
import dev.facewire.bench.assign.sim.SimFigures;
import dev.facewire.bench.assign.sim.SimPlan;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private final List<SimFigures> simulated = List.of(simulated(10), simulated(100));
    private final List<GrowthPoint> growth = List.of(point(10), point(100));

    @Test
    void thePictureHasContent(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("assign.png");
        Plot.write(simulated, growth, file);
        BufferedImage picture = ImageIO.read(file.toFile());
        long dark = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                dark += (picture.getRGB(x, y) & 0xff) < 100 ? 1 : 0;
            }
        }
        assertThat(dark).as("lines and words").isGreaterThan(2000);
    }

    @Test
    void theTableHasTheFigures() {
        String text =
                Tables.markdown(new AssignFigures("2026-01-01T00:00:00Z", "2 processors", null, simulated, growth));
        assertThat(text)
                .contains("| 100 | 2200 | 120 | 5000 | 7 | 3 | 21.0 | 1.12 | 1.15 | 0 | 900 |", "| 100 | 400 |");
    }

    private static SimFigures simulated(int workers) {
        return new SimFigures(
                SimPlan.ofSize(workers),
                22 * workers,
                5000,
                7,
                Map.of("assigned", 5004, "no_capacity", 3),
                new Balance(10, 21, 1.12, 1.15),
                0,
                9.0 * workers);
    }

    private static GrowthPoint point(int workers) {
        return new GrowthPoint(workers, 20 * workers, 400, 8, 0.05 * workers, 1.2 * workers, 0.1 * workers);
    }
}
