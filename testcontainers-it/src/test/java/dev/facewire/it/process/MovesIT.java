package dev.facewire.it.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facewire.bench.moves.Caller;
import dev.facewire.bench.moves.Fleet;
import dev.facewire.bench.moves.RunningJar;
import dev.facewire.client.session.Report;
import dev.facewire.client.session.SwapRun;
import dev.facewire.protocol.worker.WorkerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * People in calls while workers and gateways die, freeze and leave. The bounds are wide, because the machine that runs
 * this may be busy; what is measured on an idle one stands in bench/results/2026-11-27-moves.md.
 */
class MovesIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final double LONG_MS = 8000;
    private static final double FPS = 5; // four of them are enough for a slow machine

    private final List<Caller> clients = new ArrayList<>();
    private Fleet fleet;

    @AfterEach
    void stop() throws Exception {
        for (Caller client : clients) {
            client.close();
        }
        fleet.close();
    }

    private void callers(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            clients.add(Caller.start(Jars.HOME, Jars.OUTPUT, "caller" + i, fleet.urls(), FPS));
        }
    }

    private List<Report> end(String what) throws Exception {
        List<Report> reports = new ArrayList<>();
        for (Caller client : clients) {
            SwapRun.Outcome outcome = client.end();
            assertThat(outcome.failure()).isNull();
            assertThat(client.compared()).as("pictures compared").isGreaterThan(20);
            assertThat(client.bare())
                    .as("bare faces of " + client.compared() + ", least difference " + client.leastDifference())
                    .isZero();
            reports.add(outcome.report());
            System.out.printf(
                    "%s: moves %d, longest gap %.0f ms, worker %s, least difference %.1f%n",
                    what,
                    outcome.report().moves(),
                    outcome.report().gapMsMax(),
                    outcome.report().worker(),
                    client.leastDifference());
        }
        return reports;
    }

    @Test
    void aWorkerKilledWithFourCallsIsFollowedByAnother() throws Exception {
        fleet = new Fleet(Jars.HOME, Jars.OUTPUT, "kill");
        fleet.gateway();
        RunningJar first = fleet.node("a");
        callers(4);
        RunningJar second = fleet.startNode("b");
        await().atMost(SOON).ignoreExceptions().until(() -> fleet.worker("b") != null);
        if (fleet.worker("b").state() == WorkerState.STARTING) {
            assertThat(fleet.worker("b").slots())
                    .as("slots of a worker that is not warm")
                    .isZero();
        }
        fleet.awaitReady(second, "b");
        assertThat(fleet.worker("a").used()).isEqualTo(4);
        assertThat(fleet.worker("b").used())
                .as("live sessions stay where they are")
                .isZero();

        first.kill();

        pictures(20);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(fleet.worker("b").used()).isEqualTo(4));
        assertThat(end("kill -9")).allSatisfy(report -> {
            assertThat(report.moves()).isEqualTo(1);
            assertThat(report.worker()).isEqualTo("b-cpu0");
            assertThat(report.gapMsMax()).isLessThan(LONG_MS);
        });
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(fleet.worker("b").used()).isZero());
    }

    @Test
    void aFrozenWorkerIsLeft() throws Exception {
        fleet = new Fleet(Jars.HOME, Jars.OUTPUT, "freeze");
        fleet.gateway();
        RunningJar first = fleet.node("a");
        callers(2);
        fleet.node("b");

        first.freeze();

        pictures(20);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(fleet.worker("b").used()).isEqualTo(2));
        assertThat(end("SIGSTOP")).allSatisfy(report -> {
            assertThat(report.moves()).isEqualTo(1);
            assertThat(report.worker()).isEqualTo("b-cpu0");
            assertThat(report.gapMsMax()).isLessThan(LONG_MS);
        });
        first.thaw();
    }

    @Test
    void aWorkerThatIsToStopIsEmptiedWithoutAFreezeAndEndsWithZero() throws Exception {
        fleet = new Fleet(Jars.HOME, Jars.OUTPUT, "drain");
        fleet.gateway();
        RunningJar first = fleet.node("a");
        callers(2);
        RunningJar second = fleet.node("b");

        fleet.send("POST", fleet.urls().get(0) + "/v1/workers/a-cpu0/drain");

        assertThat(first.awaitExit(SOON.multipliedBy(2))).as(first.output()).isZero();
        pictures(10);
        assertThat(fleet.worker("b").used()).isEqualTo(2);

        fleet.node("c");
        second.terminate();
        assertThat(second.awaitExit(SOON.multipliedBy(2))).as(second.output()).isZero();
        pictures(10);
        assertThat(end("drain")).allSatisfy(report -> {
            assertThat(report.moves()).isEqualTo(2);
            assertThat(report.worker()).isEqualTo("c-cpu0");
            assertThat(report.gapMsMax()).isLessThan(LONG_MS / 2);
        });
    }

    @Test
    @Tag("soak")
    void aGatewayThatDiesIsNotMissed() throws Exception {
        fleet = new Fleet(Jars.HOME, Jars.OUTPUT, "gateway");
        RunningJar gateway = fleet.gateway();
        fleet.gateway();
        fleet.node("a");
        callers(2);

        gateway.kill();

        pictures(30);
        // The sessions live on at the other gateway: there they can be moved.
        fleet.node("b");
        fleet.send("POST", fleet.urls().get(1) + "/v1/workers/a-cpu0/drain");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(fleet.worker("b").used()).isEqualTo(2));
        pictures(10);
        assertThat(end("gateway killed")).allSatisfy(report -> {
            assertThat(report.moves()).isEqualTo(1);
            assertThat(report.gapMsMax()).isLessThan(LONG_MS / 2);
        });
    }

    private void pictures(int count) throws Exception {
        for (Caller client : clients) {
            client.awaitPictures(count, SOON);
        }
    }
}
