package dev.facewire.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facewire.cluster.ManualClock;
import dev.facewire.gateway.assign.Candidate;
import dev.facewire.gateway.assign.Reports;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.workers.WorkerView.Heard;
import dev.facewire.protocol.worker.WorkerReport;
import dev.facewire.protocol.worker.WorkerState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkerViewTest {
    private final ManualClock clock = new ManualClock();
    private final WorkerView view = new WorkerView(clock, Duration.ofMillis(700), Duration.ofSeconds(2));
    private final WorkerKey first = new WorkerKey("w", 1);

    @Test
    void aWorkerCountsFromItsFirstPingOn() {
        assertThat(view.heard(report(1, 1))).isEqualTo(Heard.NEW);
        assertThat(view.count()).isZero();
        assertThat(state()).isEqualTo(WorkerState.SUSPECT);

        view.reached(first);
        assertThat(view.count()).isEqualTo(1);
        assertThat(state()).isEqualTo(WorkerState.READY);
        assertThat(view.heard(report(1, 2))).isEqualTo(Heard.KNOWN);
        assertThat(view.count()).isEqualTo(1);
    }

    @Test
    void whatIsOlderIsIgnored() {
        view.heard(report(2, 5));
        assertThat(view.heard(report(2, 5))).isEqualTo(Heard.STALE);
        assertThat(view.heard(report(2, 4))).isEqualTo(Heard.STALE);
        assertThat(view.heard(report(1, 99))).isEqualTo(Heard.STALE);
    }

    @Test
    void aNewLifeIsPingedAnew() {
        view.heard(report(1, 9));
        view.reached(first);
        assertThat(view.heard(report(2, 1))).isEqualTo(Heard.NEW);
        assertThat(view.count()).isZero();
        assertThat(view.alive(first)).isFalse();
        view.reached(first); // a late answer of the earlier life
        assertThat(view.count()).isZero();
    }

    @Test
    void withoutHeartbeatsItIsGoneAfterItsLeaseAndToldOnce() {
        view.heard(report(1, 1));
        clock.elapse(700);
        assertThat(view.expire()).isEmpty();
        clock.elapse(1);
        assertThat(view.expire()).containsExactly(first);
        assertThat(view.expire()).isEmpty();
        assertThat(state()).isEqualTo(WorkerState.GONE);
        assertThat(view.lost(first)).isFalse();
    }

    @Test
    void oneThatThawsIsNewAgain() {
        view.heard(report(1, 1));
        clock.elapse(1000);
        view.expire();
        assertThat(view.heard(report(1, 2))).isEqualTo(Heard.NEW);
        assertThat(view.byId("w")).contains(first);
    }

    @Test
    void oneThatIsLongGoneIsForgotten() {
        view.heard(report(1, 1));
        view.lost(first);
        clock.elapse(WorkerView.FORGET_AFTER.toMillis() + 1);
        view.expire();
        assertThat(view.view().workers()).isEmpty();
    }

    @Test
    void aTimeoutMakesItASuspectForAWhile() {
        view.heard(report(1, 1));
        view.reached(first);
        view.suspect(first);
        assertThat(state()).isEqualTo(WorkerState.SUSPECT);
        clock.elapse(2000);
        assertThat(state()).isEqualTo(WorkerState.READY);
    }

    @Test
    void aReportHalfASecondLaterClearsASuspect() {
        view.heard(report(1, 1));
        view.reached(first);
        view.suspect(first);
        clock.elapse(250);
        view.heard(report(1, 2));
        assertThat(state()).as("that was on its way, perhaps").isEqualTo(WorkerState.SUSPECT);
        clock.elapse(250);
        assertThat(state()).isEqualTo(WorkerState.SUSPECT);
        view.heard(report(1, 3));
        assertThat(state()).isEqualTo(WorkerState.READY);
    }

    @Test
    void aGrantedSlotCountsUntilTheNextHeartbeat() {
        view.heard(report(1, 1));
        view.asking(first);
        view.asking(first);
        assertThat(candidate().inflight()).isEqualTo(2);
        view.asked(first, true);
        view.asked(first, false);
        assertThat(candidate().inflight()).isEqualTo(1);
        view.heard(report(1, 2));
        assertThat(candidate().inflight()).isZero();
    }

    @Test
    void aSlotThatAHeartbeatCountedBeforeTheAnswerCameIsNotCountedTwice() {
        view.heard(report(1, 1));
        view.asking(first);
        view.heard(report(1, 2));
        view.asked(first, true);
        assertThat(candidate().inflight()).isZero();
        view.asking(first);
        view.asked(first, true);
        assertThat(candidate().inflight()).isEqualTo(1);
    }

    @Test
    void slotsThatFillFastAreExpectedToGoOnFillingUntilTheNextHeartbeat() {
        view.heard(report(1, 1));
        clock.elapse(250);
        view.heard(Reports.report("w", 1, 2, WorkerState.READY, 100, 10, 0));
        assertThat(candidate().load()).isEqualTo(0.10);
        clock.elapse(500); // two heartbeats are missing, and others send sessions there
        assertThat(candidate().load()).isCloseTo(0.30, within(0.01));
        assertThat(candidate().inflight()).isZero();
        view.heard(Reports.report("w", 1, 3, WorkerState.READY, 100, 12, 0));
        assertThat(candidate().load()).isEqualTo(0.12);
        for (int seq = 4; seq < 30; seq++) {
            clock.elapse(250);
            view.heard(Reports.report("w", 1, seq, WorkerState.READY, 100, 12, 0));
        }
        clock.elapse(250);
        assertThat(candidate().load()).as("it is over").isCloseTo(0.12, within(0.001));
    }

    private Candidate candidate() {
        return view.candidates().get(0);
    }

    private WorkerState state() {
        return view.view().workers().get(0).state();
    }

    private static WorkerReport report(long epoch, long seq) {
        return Reports.report("w", epoch, seq, WorkerState.READY, 4, 0, 0);
    }
}
