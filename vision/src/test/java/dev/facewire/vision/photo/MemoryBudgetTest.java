package dev.facewire.vision.photo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private final MemoryBudget budget = new MemoryBudget(100);

    @Test
    void whatWasTakenIsGivenBack() throws Exception {
        try (MemoryBudget.Lease lease = budget.take(30_000_001)) {
            assertThat(lease).isNotNull();
            assertThat(budget.freeMb()).isEqualTo(69);
        }
        assertThat(budget.freeMb()).isEqualTo(100);
    }

    @Test
    void whoNeedsMoreThanIsLeftWaits() throws Exception {
        MemoryBudget.Lease first = budget.take(60_000_000);
        CompletableFuture<MemoryBudget.Lease> second = CompletableFuture.supplyAsync(() -> {
            try {
                return budget.take(60_000_000);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(budget.freeMb()).isEqualTo(40);
        first.close();
        second.get(20, TimeUnit.SECONDS).close();
        assertThat(budget.freeMb()).isEqualTo(100);
    }

    @Test
    void whoNeedsMoreThanThereIsIsRefused() {
        assertThatThrownBy(() -> budget.take(101_000_000)).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.code()).isEqualTo(ErrorCode.TOO_LARGE);
            assertThat(fault).hasMessageContaining("101 MB, and there are 100");
        });
        assertThat(budget.freeMb()).isEqualTo(100);
    }

    @Test
    void whoIsInterruptedWaitsNoLonger() throws Exception {
        MemoryBudget.Lease all = budget.take(100_000_000);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> budget.take(1)).isInstanceOf(InterruptedException.class);
        all.close();
        assertThat(budget.freeMb()).isEqualTo(100);
    }
}
