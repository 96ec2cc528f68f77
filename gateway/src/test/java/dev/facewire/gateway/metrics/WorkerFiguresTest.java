package dev.facewire.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.facewire.cluster.ManualClock;
import dev.facewire.gateway.metrics.WorkerFigures.Engine;
import dev.facewire.gateway.metrics.WorkerFigures.Frames;
import dev.facewire.protocol.session.OnLost;
import dev.facewire.protocol.session.SessionStats;
import dev.facewire.protocol.worker.WorkerEvent;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkerFiguresTest {
    private final ManualClock clock = new ManualClock();
    private final WorkerFigures figures = new WorkerFigures(clock);
    private long seq;

    @Test
    void reportsAreCountedOnce() {
        tell("a", "w", WorkerEvent.Type.CONNECTED, null);
        tell("a", "w", WorkerEvent.Type.STATS, stats(30, 5));
        tell("a", "w", WorkerEvent.Type.STATS, stats(60, 5));
        assertThat(figures.frames("w")).isEqualTo(new Frames(60, 59, 1, 2, 0, 0));
        figures.heard(event("a", "w", 1, seq, WorkerEvent.Type.STATS, stats(90, 5)));
        assertThat(figures.frames("w").in()).as("the same event again").isEqualTo(60);
    }

    @Test
    void theLastCountersCountToo() {
        tell("a", "w", WorkerEvent.Type.CONNECTED, null);
        tell("a", "w", WorkerEvent.Type.STATS, stats(30, 5));
        tell("a", "w", WorkerEvent.Type.ENDED, stats(45, 5));
        tell("a", "w", WorkerEvent.Type.ENDED, stats(45, 5));
        assertThat(figures.frames("w").in()).isEqualTo(45);
        assertThat(figures.engines()).isEmpty();
    }

    @Test
    void sessionsOfAWorkerAddUp() {
        for (String session : List.of("a", "b")) {
            tell(session, "w", WorkerEvent.Type.CONNECTED, null);
        }
        tell("a", "w", WorkerEvent.Type.STATS, stats(30, 4));
        tell("b", "w", WorkerEvent.Type.STATS, stats(10, 8));
        assertThat(figures.frames("w").in()).isEqualTo(40);
        assertThat(figures.engines()).containsOnly(entry("w", new Engine(6, 16)));
    }

    @Test
    void whatAnotherGatewayCountedIsNotCountedAgain() {
        tell("a", "w", WorkerEvent.Type.STATS, stats(3000, 5));
        assertThat(figures.frames("w").in()).isZero();
        tell("a", "w", WorkerEvent.Type.STATS, stats(3030, 5));
        assertThat(figures.frames("w").in()).isEqualTo(30);
    }

    @Test
    void aSessionThatMovesIsCountedWhereItIs() {
        tell("a", "w", WorkerEvent.Type.CONNECTED, null);
        tell("a", "w", WorkerEvent.Type.STATS, stats(100, 5));
        tell("a", "v", WorkerEvent.Type.CONNECTED, null);
        tell("a", "v", WorkerEvent.Type.STATS, stats(20, 5));
        tell("a", "w", WorkerEvent.Type.ENDED, stats(110, 5));
        assertThat(figures.frames("w").in()).isEqualTo(110);
        assertThat(figures.frames("v").in()).isEqualTo(20);
    }

    @Test
    void aNewLifeGoesOnCounting() {
        tell("a", "w", WorkerEvent.Type.CONNECTED, null);
        tell("a", "w", WorkerEvent.Type.STATS, stats(100, 5));
        figures.heard(event("a", "w", 2, 1, WorkerEvent.Type.CONNECTED, null));
        figures.heard(event("a", "w", 2, 2, WorkerEvent.Type.STATS, stats(7, 5)));
        assertThat(figures.frames("w").in()).isEqualTo(107);
    }

    @Test
    void whatIsOverIsForgotten() {
        tell("a", "w", WorkerEvent.Type.CONNECTED, null);
        tell("a", "w", WorkerEvent.Type.STATS, stats(30, 5));
        figures.tick(Set.of("w"));
        assertThat(figures.engines()).hasSize(1);
        clock.elapse(WorkerFigures.FORGET_AFTER.toMillis() + 1);
        figures.tick(Set.of("w"));
        assertThat(figures.engines()).as("a silent session").isEmpty();
        assertThat(figures.frames("w").in()).isEqualTo(30);
        figures.tick(Set.of());
        assertThat(figures.frames("w")).as("a worker that nobody knows").isEqualTo(Frames.NONE);
    }

    private void tell(String session, String worker, WorkerEvent.Type type, SessionStats stats) {
        figures.heard(event(session, worker, 1, ++seq, type, stats));
    }

    private static WorkerEvent event(
            String session, String worker, long epoch, long seq, WorkerEvent.Type type, SessionStats stats) {
        return new WorkerEvent(session, worker, epoch, seq, 1, type, false, null, stats, List.of());
    }

    private static SessionStats stats(long in, double ms) {
        return new SessionStats(in, in - 1, 1, in, 2, 0, 0, ms, 2 * ms, 640, 480, "mesh", OnLost.SHIELD);
    }
}
