package dev.facewire.bench.assign.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.protocol.Json;
import org.junit.jupiter.api.Test;

class BusPlanTest {
    private static BusPlan plan(int processes, int slots, double load, int kills) {
        return new BusPlan(2, processes, 20, slots, load, 100, 3000, kills, 0, 40, 0.05);
    }

    @Test
    void theLoadComesFromRateAndLife() {
        BusPlan plan = plan(4, 32, 20, 1);
        assertThat(plan.lifeMs()).isEqualTo(4000);
        assertThat(plan.noShowShare()).isBetween(0.013, 0.014);
        assertThat(Json.decode(Json.encode(plan), BusPlan.class)).isEqualTo(plan);
    }

    @Test
    void aPlanThatCantHoldSaysWhatToChange() {
        assertThatThrownBy(() -> plan(2, 32, 20, 1)).hasMessageContaining("raise --slots to 42");
        assertThatThrownBy(() -> plan(1, 32, 20, 1)).hasMessageContaining("--worker-processes 2");
        assertThatThrownBy(() -> plan(4, 0, 20, 0)).hasMessageContaining("--slots");
    }
}
