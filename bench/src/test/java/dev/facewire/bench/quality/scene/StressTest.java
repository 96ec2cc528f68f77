package dev.facewire.bench.quality.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class StressTest {

    @Test
    void scenesAreNamedAsOnTheCommandLine() {
        assertThat(Stress.parse("all")).containsExactly(Stress.values());
        assertThat(Stress.parse("hand-up, phone")).isEqualTo(List.of(Stress.HAND_UP, Stress.PHONE));
        assertThatThrownBy(() -> Stress.parse("hand-down"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hand-down")
                .hasMessageContaining("second-person");
    }

    @Test
    void aSceneBeginsStillGoesAllTheWayAndComesBack() {
        assertThat(Stress.phase(19)).isZero();
        assertThat(Stress.phase(65)).isEqualTo(1);
        assertThat(Stress.phase(110)).isLessThan(0.01);
    }

    @Test
    void aShortClipSwingsToAndFro() {
        int[] seen = new int[8];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = StressScenes.swing(i, 3);
        }
        assertThat(seen).containsExactly(0, 1, 2, 1, 0, 1, 2, 1);
        assertThat(StressScenes.swing(5, 1)).isZero();
    }
}
