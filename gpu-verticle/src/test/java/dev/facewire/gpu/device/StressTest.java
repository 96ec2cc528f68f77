package dev.facewire.gpu.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StressTest {
    private static final long MS = 1_000_000;
    private final Stress stress = new Stress(0);

    @Test
    void aLoopThatIsAlwaysBusyIsFullyStressedAndOneThatRestsForgets() {
        stress.report(true, 5000 * MS);
        assertThat(stress.value(5000 * MS)).isCloseTo(1, within(0.01));
        stress.report(false, 10_000 * MS);
        assertThat(stress.value(10_000 * MS)).isCloseTo(0, within(0.01));
    }

    @Test
    void framesThatAreDoneBeforeTheNextOneComesAreNoStress() {
        for (int i = 1; i <= 100; i++) {
            stress.report(false, 33 * MS * i - 16 * MS);
            stress.report(true, 33 * MS * i);
            stress.done(30 * MS, 33 * MS, 33 * MS * i);
        }
        assertThat(stress.value(3300 * MS)).isBetween(0.4, 0.6);
    }

    @Test
    void aBacklogIsStressAboveOneAndFadesWithIt() {
        for (int i = 1; i <= 100; i++) {
            stress.report(true, 33 * MS * i);
            stress.done(100 * MS, 33 * MS, 33 * MS * i);
        }
        assertThat(stress.value(3300 * MS)).isBetween(2.8, 3.1);
        stress.report(false, 8300 * MS);
        assertThat(stress.value(8300 * MS)).isCloseTo(0, within(0.05));
    }
}
