package dev.facewire.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Connects, streams and closes, again and again in one JVM, and fits a line to the resident memory of the second half.
 * Without {@link NativeRelease} a cycle costs 2.7 MB for ever. With it the allocator's pools still fill up until about
 * cycle 120, so that the short form can only tell these two apart, and the long one ({@code
 * -Dfacewire.leak.cycles=300}) sees a flat line.
 */
class PeerLeakIT {
    private static final int CYCLES = Integer.getInteger("facewire.leak.cycles", 40);
    private static final boolean LONG_FORM = CYCLES >= 300;
    /** Half of what one leaked pair of connections costs. */
    private static final double SHORT_LIMIT_MB = 1.35;
    /** Long form: a tenth of a leaked pair's cost would be 40 MB over its second half. */
    private static final double LONG_LIMIT_MB = 0.1;

    @Test
    void residentMemoryStaysFlat() throws Exception {
        double[] megabytes = new double[CYCLES];
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            oneCall();
            if (cycle % 10 == 0) {
                System.gc(); // Java's own garbage is not what is measured
            }
            megabytes[cycle] = residentMb();
        }

        Line line = Line.fit(megabytes, CYCLES / 2);
        System.out.printf(
                "%d cycles, %.0f MB at the end; from cycle %d on %+.3f ± %.3f MB a cycle%n",
                CYCLES, megabytes[CYCLES - 1], CYCLES / 2, line.slope, line.error);
        assertThat(line.slope - 2 * line.error)
                .as("growth a cycle in MB, less twice its standard error")
                .isLessThan(LONG_FORM ? LONG_LIMIT_MB : SHORT_LIMIT_MB);
        assertThat(line.slope).isLessThan(SHORT_LIMIT_MB);
    }

    private static void oneCall() throws Exception {
        try (PeerPair pair = new PeerPair(VideoSettings.defaults(true)).connect()) {
            for (int i = 0; i < 8; i++) {
                pair.step(640, 480, 0);
                LockSupport.parkNanos(25_000_000); // a camera's pace, so that frames are really coded
            }
            assertThat(pair.echoed.get()).isPositive();
        }
    }

    private static double residentMb() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmRSS"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                / 1024.0;
    }

    /** A least-squares line: its slope and the slope's standard error. */
    private record Line(double slope, double error) {
        static Line fit(double[] values, int from) {
            int n = values.length - from;
            double meanX = from + (n - 1) / 2.0;
            double meanY = 0;
            for (int x = from; x < values.length; x++) {
                meanY += values[x] / n;
            }
            double xx = 0;
            double xy = 0;
            for (int x = from; x < values.length; x++) {
                xx += (x - meanX) * (x - meanX);
                xy += (x - meanX) * (values[x] - meanY);
            }
            double slope = xy / xx;
            double squares = 0;
            for (int x = from; x < values.length; x++) {
                double residual = values[x] - meanY - slope * (x - meanX);
                squares += residual * residual;
            }
            return new Line(slope, Math.sqrt(squares / (n - 2) / xx));
        }
    }
}
