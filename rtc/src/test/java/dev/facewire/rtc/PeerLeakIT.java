package dev.facewire.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Connects, streams and closes, again and again in one JVM, and looks at how the resident memory of the second half
 * grows. Without {@link NativeRelease} a cycle costs 2.7 MB for ever. With it the allocator's pools and Java's own
 * heap still grow in the first cycles, and later by a step of 10 to 20 MB now and then, so the slope is the median over
 * all pairs of cycles (Theil and Sen), which a step does not move. The long form is {@code
 * -Dfacewire.leak.cycles=300}.
 */
@Tag("soak")
class PeerLeakIT {
    private static final int CYCLES = Integer.getInteger("facewire.leak.cycles", 100);
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

        double slope = medianSlope(megabytes, CYCLES / 2);
        System.out.printf(
                "%d cycles, %.0f MB at the end; from cycle %d on %+.3f MB a cycle%n",
                CYCLES, megabytes[CYCLES - 1], CYCLES / 2, slope);
        assertThat(slope).as("growth a cycle in MB").isLessThan(CYCLES >= 300 ? LONG_LIMIT_MB : SHORT_LIMIT_MB);
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

    /** The Theil-Sen estimator: the median of the slopes between all pairs of values. */
    private static double medianSlope(double[] values, int from) {
        double[] slopes = IntStream.range(from, values.length)
                .boxed()
                .flatMapToDouble(
                        i -> IntStream.range(i + 1, values.length).mapToDouble(j -> (values[j] - values[i]) / (j - i)))
                .sorted()
                .toArray();
        return slopes[slopes.length / 2];
    }
}
