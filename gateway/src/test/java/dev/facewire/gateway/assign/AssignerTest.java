package dev.facewire.gateway.assign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.cluster.ManualClock;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.session.SessionOptions;
import dev.facewire.protocol.worker.ReserveReply;
import dev.facewire.protocol.worker.Verb;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AssignerTest {
    private final ManualClock clock = new ManualClock();
    private final List<Candidate> cluster = new ArrayList<>();
    private final Map<String, Fault> refusals = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> outcomes = new ArrayList<>();
    private long answerMs = 1;
    private int inflight;

    private final WorkerPool pool = new WorkerPool() {
        @Override
        public List<Candidate> candidates() {
            return cluster;
        }

        @Override
        public void asking(WorkerKey worker) {
            inflight++;
        }

        @Override
        public void asked(WorkerKey worker, boolean granted) {
            inflight--;
        }
    };

    private final WorkerCalls calls = new WorkerCalls() {
        @Override
        public <T> Future<T> request(WorkerKey worker, Verb verb, Object body, Class<T> reply, Duration timeout) {
            asked.add(verb + " " + worker);
            clock.elapse(answerMs);
            Fault refusal = refusals.get(worker.id());
            if (verb == Verb.RESERVE && refusal == null) {
                return Future.succeededFuture(reply.cast(new ReserveReply("r-" + worker, 0)));
            }
            return Future.failedFuture(refusal == null ? new Fault(ErrorCode.INTERNAL, "not asked for") : refusal);
        }
    };

    private final Assigner assigner = new Assigner(
            new Selector(clock, new Random(1), Duration.ofSeconds(10)),
            pool,
            calls,
            clock,
            Map.of(),
            "gateway.g.events",
            (outcome, took) -> outcomes.add(outcome));

    @Test
    void aFreeWorkerIsGivenAtOnce() {
        worker("a");
        Assignment slot = assign().result();
        assertThat(slot.worker().id()).isEqualTo("a");
        assertThat(slot.reservationId()).isEqualTo("r-a");
        assertThat(outcomes).containsExactly("assigned");
        assertThat(inflight).isZero();
    }

    @Test
    void aWorkerThatRefusesIsFollowedByAnother() {
        worker("a");
        worker("b");
        refusals.put("a", new Fault(ErrorCode.FULL, "full"));
        for (int i = 0; i < 10; i++) {
            assertThat(assign().result().worker().id()).isEqualTo("b");
        }
        assertThat(asked).doesNotContain("RELEASE a").contains("RESERVE a");
    }

    @Test
    void aWorkerThatDoesNotAnswerIsAlsoToldToForgetIt() {
        worker("a");
        refusals.put("a", new Fault(ErrorCode.WORKER_TIMEOUT, "slow"));
        Fault fault = (Fault) assign().cause();
        assertThat(fault.code()).isEqualTo(ErrorCode.NO_CAPACITY);
        assertThat(fault.detail()).contains("slow");
        assertThat(asked).containsExactly("RESERVE a", "RELEASE a");
        assertThat(outcomes).containsExactly("no_capacity");
    }

    @Test
    void afterFourRefusalsItGivesUp() {
        for (String id : List.of("a", "b", "c", "d", "e", "f")) {
            worker(id);
            refusals.put(id, new Fault(ErrorCode.FULL, "full"));
        }
        assertThat(assign().failed()).isTrue();
        assertThat(asked).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void afterASecondItGivesUp() {
        for (String id : List.of("a", "b", "c", "d")) {
            worker(id);
            refusals.put(id, new Fault(ErrorCode.OVERLOADED, "busy"));
        }
        answerMs = 500;
        assertThat(assign().failed()).isTrue();
        assertThat(asked).hasSize(2);
    }

    @Test
    void aRequestThatNoWorkerCanTakeIsNotPassedOn() {
        worker("a");
        worker("b");
        refusals.put("a", new Fault(ErrorCode.BAD_REQUEST, "no"));
        refusals.put("b", new Fault(ErrorCode.BAD_REQUEST, "no"));
        assertThat(((Fault) assign().cause()).code()).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(asked).hasSize(1);
    }

    @Test
    void theWorkerThatASessionLeavesIsNotAsked() {
        worker("a");
        Future<Assignment> none = assigner.assign("s", SessionOptions.DEFAULTS, Set.of("a"));
        assertThat(none.failed()).isTrue();
        assertThat(asked).isEmpty();
    }

    private Future<Assignment> assign() {
        return assigner.assign("s", SessionOptions.DEFAULTS, Set.of());
    }

    private void worker(String id) {
        cluster.add(new Candidate(Reports.ready(id, 4, 0), clock.millis(), 0, true, 0));
    }
}
