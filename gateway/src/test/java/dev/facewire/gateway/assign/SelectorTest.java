package dev.facewire.gateway.assign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.cluster.ManualClock;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.worker.WorkerReport;
import dev.facewire.protocol.worker.WorkerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SelectorTest {
    private static final Wanted MESH = new Wanted("mesh", Map.of(), Set.of(), true);

    private final ManualClock clock = new ManualClock();
    private final Selector selector = new Selector(clock, new Random(7), Duration.ofMillis(700));

    @Property
    void whoIsChosenIsEligibleAndSomeoneIsWhereverSomeoneCanBe(@ForAll("clusters") List<Candidate> all) {
        Optional<Candidate> chosen = selector.choose(all, MESH);

        boolean someone = all.stream().anyMatch(candidate -> selector.eligible(candidate, MESH));
        assertThat(chosen.isPresent()).isEqualTo(someone);
        chosen.ifPresent(candidate -> {
            assertThat(selector.eligible(candidate, MESH)).isTrue();
            assertThat(candidate.report().state()).isEqualTo(WorkerState.READY);
            assertThat(candidate.report().used() + candidate.inflight())
                    .isLessThan(candidate.report().slots());
        });
    }

    @Property
    void whereNobodyIsChosenThereIsAReasonToTryAgain(@ForAll("clusters") List<Candidate> all) {
        if (selector.choose(all, MESH).isEmpty()) {
            assertThat(selector.whyNone(all, MESH).code())
                    .isIn(ErrorCode.NO_WORKER, ErrorCode.NO_MODEL, ErrorCode.NO_CAPACITY);
        }
    }

    @Property
    void theMostLoadedOfThreeIsNeverChosen(@ForAll("loads") int free) {
        // Of any two drawn the lighter one wins, so the heaviest never does.
        List<Candidate> all = List.of(fresh("a", 10, 10 - free), fresh("b", 10, 9), fresh("c", 20, 4));
        if (free > 1) {
            assertThat(selector.choose(all, MESH).orElseThrow().report().workerId())
                    .isNotEqualTo("b");
        }
    }

    @Provide
    Arbitrary<Integer> loads() {
        return Arbitraries.integers().between(2, 10);
    }

    @Provide
    Arbitrary<List<Candidate>> clusters() {
        Arbitrary<Candidate> candidate = Combinators.combine(
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.of(WorkerState.STARTING, WorkerState.READY, WorkerState.DRAINING),
                        Arbitraries.longs().between(0, 1000),
                        Arbitraries.longs().between(-100, 100),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 2))
                .as((slots, used, state, ageMs, suspectMs, reachable, inflight) -> new Candidate(
                        Reports.report("w", 1, 1, state, slots, used, 0),
                        clock.millis() - ageMs,
                        clock.millis() + suspectMs,
                        reachable,
                        inflight));
        return candidate.list().ofMaxSize(6);
    }

    @Property
    void aWorkerThatIsDrainingStaleFullOrSuspectIsNeverChosen(@ForAll("clusters") List<Candidate> all) {
        long now = clock.millis();
        selector.choose(all, MESH).ifPresent(chosen -> {
            assertThat(chosen.report().state()).isEqualTo(WorkerState.READY);
            assertThat(now - chosen.heardAtMs()).as("stale").isLessThanOrEqualTo(700);
            assertThat(chosen.suspectUntilMs()).as("suspect").isLessThanOrEqualTo(now);
            assertThat(chosen.report().used() + chosen.report().reserved() + chosen.inflight())
                    .as("full")
                    .isLessThan(chosen.report().slots());
        });
    }

    /** Several gateways, each with heartbeats that are late by as much as a lease, send a herd at once. */
    @Property(tries = 60)
    void herdsSpreadThoughEveryGatewaySeesAnOldPicture(
            @ForAll @IntRange(min = 4, max = 20) int workers,
            @ForAll @IntRange(min = 1, max = 4) int gateways,
            @ForAll long seed) {
        int slots = 1000;
        int joins = workers * 40;
        Selector drawing = new Selector(clock, new Random(seed), Duration.ofMillis(700));
        int[] load = new int[workers];
        int[][] seen = new int[gateways][workers];
        int[][] own = new int[gateways][workers];
        for (int join = 0; join < joins; join++) {
            int gateway = join % gateways;
            if (join % (2 * workers) < gateways) { // a heartbeat, after two joins for each worker
                seen[gateway] = load.clone();
                own[gateway] = new int[workers];
            }
            List<Candidate> view = new ArrayList<>();
            for (int w = 0; w < workers; w++) {
                view.add(new Candidate(
                        Reports.ready("w" + w, slots, seen[gateway][w]), clock.millis(), 0, true, own[gateway][w]));
            }
            String chosen = drawing.choose(view, MESH).orElseThrow().report().workerId();
            int index = Integer.parseInt(chosen.substring(1));
            load[index]++;
            own[gateway][index]++;
        }
        double mean = (double) joins / workers;
        assertThat(IntStream.of(load).max().orElseThrow() / mean)
                .as("max of mean")
                .isLessThan(1.3);
    }

    @Test
    void twoGatewaysWithTheSameOldViewDoNotHerd() {
        List<Candidate> all = IntStream.range(0, 8)
                .mapToObj(i -> fresh("w" + i, 100, i == 0 ? 0 : 1))
                .toList();
        Map<String, Integer> joins = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            joins.merge(selector.choose(all, MESH).orElseThrow().report().workerId(), 1, Integer::sum);
        }
        // A full scan would send all 400 to w0; two random choices send it 2 of 8.
        assertThat(joins.get("w0")).isBetween(60, 140);
        assertThat(joins).hasSize(8);
    }

    @Test
    void ofTwoEquallyLoadedTheLessStressedIsChosen() {
        Candidate calm = candidate(Reports.report("calm", 1, 1, WorkerState.READY, 4, 1, 0.2));
        Candidate busy = candidate(Reports.report("busy", 1, 1, WorkerState.READY, 4, 1, 0.9));
        for (int i = 0; i < 20; i++) {
            assertThat(selector.choose(List.of(calm, busy), MESH)).contains(calm);
        }
    }

    @Test
    void whatIsAskedForAtThisMomentCountsAsTaken() {
        Candidate asked = new Candidate(Reports.ready("w", 2, 1), clock.millis(), 0, true, 1);
        assertThat(selector.choose(List.of(asked), MESH)).isEmpty();
        assertThat(selector.whyNone(List.of(asked), MESH).code()).isEqualTo(ErrorCode.NO_CAPACITY);
    }

    @Test
    void aFullWorkerCanStillLookAtAFace() {
        Wanted look = new Wanted(null, Map.of(), Set.of(), false);
        assertThat(selector.choose(List.of(fresh("w", 1, 1)), look)).isPresent();
    }

    @Test
    void aSuspectIsChosenAgainWhenItsTimeIsOver() {
        Candidate suspect =
                new Candidate(Reports.ready("w", 2, 0), clock.millis() + 300, clock.millis() + 200, true, 0);
        assertThat(selector.choose(List.of(suspect), MESH)).isEmpty();
        clock.elapse(200);
        assertThat(selector.choose(List.of(suspect), MESH)).isPresent();
    }

    @Test
    void aWorkerWithoutTheModelOrTheLabelIsNotAsked() {
        List<Candidate> all = List.of(fresh("w", 2, 0));
        Wanted neural = new Wanted("neural", Map.of(), Set.of(), true);
        Wanted elsewhere = new Wanted("mesh", Map.of("zone", "b"), Set.of(), true);
        assertThat(selector.choose(all, neural)).isEmpty();
        assertThat(selector.whyNone(all, neural).detail()).contains("neural");
        assertThat(selector.choose(all, elsewhere)).isEmpty();
        assertThat(selector.choose(all, new Wanted("mesh", Map.of("zone", "a"), Set.of(), true)))
                .isPresent();
    }

    @Test
    void withoutAnyWorkerThePersonIsToldHowToStartOne() {
        assertThat(selector.whyNone(List.of(), MESH).detail()).contains("./facewire node");
        Candidate starting = candidate(Reports.report("w", 1, 1, WorkerState.STARTING, 2, 0, 0));
        assertThat(selector.whyNone(List.of(starting), MESH).detail()).contains("w is STARTING");
    }

    private Candidate fresh(String id, int slots, int used) {
        return candidate(Reports.ready(id, slots, used));
    }

    private Candidate candidate(WorkerReport report) {
        return new Candidate(report, clock.millis(), 0, true, 0);
    }
}
