package dev.facewire.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.bench.moves.Caller;
import dev.facewire.bench.moves.Fleet;
import dev.facewire.client.session.Report;
import dev.facewire.client.session.SwapRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More frames than a worker can swap: all its sessions lose some, none is starved, and delay does not grow. */
@Tag("soak")
class OverloadIT {
    private static final double FPS = 30; // four of them are more than a CPU swaps
    private static final int SECONDS = 8;

    @Test
    void framesAreShedEvenlyAndNoSessionIsGivenUp() throws Exception {
        List<Caller> callers = new ArrayList<>();
        List<Report> reports = new ArrayList<>();
        try (Fleet fleet = new Fleet(Jars.HOME, Jars.OUTPUT, "overload")) {
            fleet.gateway();
            fleet.node("a");
            try {
                for (int i = 0; i < 4; i++) {
                    callers.add(Caller.start(Jars.HOME, Jars.OUTPUT, "overload-caller" + i, fleet.urls(), FPS));
                }
                int[] before = shown(callers);
                TimeUnit.SECONDS.sleep(SECONDS);
                int[] after = shown(callers);
                double stress = fleet.worker("a").stress();
                for (Caller caller : callers) {
                    SwapRun.Outcome outcome = caller.end();
                    assertThat(outcome.failure()).isNull();
                    assertThat(caller.bare()).isZero();
                    reports.add(outcome.report());
                }

                List<Integer> counts = new ArrayList<>();
                for (int i = 0; i < callers.size(); i++) {
                    counts.add(after[i] - before[i]);
                }
                System.out.println("pictures in " + SECONDS + " s: " + counts + ", stress " + stress);
                int least = counts.stream().mapToInt(Integer::intValue).min().orElseThrow();
                int most = counts.stream().mapToInt(Integer::intValue).max().orElseThrow();
                assertThat(stress).as("the worker can't keep up").isGreaterThan(1);
                assertThat(least).isPositive();
                assertThat((double) least / most)
                        .as("the worst served against the best")
                        .isGreaterThan(0.6);
                assertThat(reports)
                        .allSatisfy(report -> assertThat(report.loopMsP95()).isLessThan(2000));
            } finally {
                for (Caller caller : callers) {
                    caller.close();
                }
            }
        }
    }

    private static int[] shown(List<Caller> callers) {
        return callers.stream().mapToInt(Caller::shown).toArray();
    }
}
