package dev.facewire.bench.quality.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        Table table = new Table("pair", "src");
        table.row(List.of("a < b", "0.123"));
        table.row(List.of("mean", "-"));
        assertThat(table.text().lines()).containsExactly("pair     src", "a < b  0.123", "mean       -");
        assertThat(table.markdown().lines())
                .containsExactly("| pair | src |", "|---|---|", "| a < b | 0.123 |", "| mean | - |");
    }
}
