package dev.facewire.bench.assign.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The clock is simulated and the dice are seeded: the same figures on every machine. */
class SimulationTest {
    @Test
    void loadsAreEvenAndNoSlotIsGivenTwice() {
        SimFigures figures = new Simulation(new SimPlan(2, 40, 32, 22, 10, 60, 4, 4, 7)).run();
        assertThat(figures.joins()).isGreaterThan(4000);
        assertThat(figures.moves()).as("workers went").isGreaterThan(20);
        assertThat(figures.overBooked()).isZero();
        assertThat(figures.calm().meanLoad()).isGreaterThan(18);
        assertThat(figures.calm().maxOverMean()).isLessThanOrEqualTo(1.2);
        assertThat(figures.heartbeatsPerSecond()).isGreaterThan(4 * 40);
    }

    @Test
    void aFullClusterRefusesAndDoesNotOverBook() {
        SimFigures figures = new Simulation(new SimPlan(2, 10, 4, 8, 10, 40, 1, 1, 7)).run();
        assertThat(figures.outcomes().get("no_capacity")).isGreaterThan(100);
        assertThat(figures.overBooked()).isZero();
        assertThat(figures.calm().meanLoad()).isGreaterThan(3);
    }

    @Test
    void aGatewayOfThisSizeCanBeMeasured() {
        GrowthPoint point = new Growth().measure(20, 5);
        assertThat(point.sessions()).isEqualTo(100);
        assertThat(point.choiceMicros()).isPositive();
        assertThat(point.heartbeatBytes()).isBetween(200, 1000);
    }
}
