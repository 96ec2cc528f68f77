package dev.facewire.gateway.face;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.cluster.ManualClock;
import dev.facewire.gateway.access.Caller;
import dev.facewire.gateway.assign.Candidate;
import dev.facewire.gateway.assign.Reports;
import dev.facewire.gateway.assign.Selector;
import dev.facewire.gateway.assign.WorkerCalls;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.gateway.assign.WorkerPool;
import dev.facewire.gateway.store.MemoryMap;
import dev.facewire.gateway.store.WriteBehind;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.http.FaceCreated;
import dev.facewire.protocol.worker.InspectReply;
import dev.facewire.protocol.worker.Verb;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** To how many workers a photo is offered: one that took a worker down must not take down the next. */
class FacesTest {
    private final List<String> asked = new ArrayList<>();
    private final Queue<Fault> answers = new ArrayDeque<>();
    private final ManualClock clock = new ManualClock();

    private final WorkerCalls calls = new WorkerCalls() {
        @Override
        public <T> Future<T> request(WorkerKey worker, Verb verb, Object body, Class<T> reply, Duration timeout) {
            asked.add(worker.id());
            Fault refusal = answers.poll();
            return refusal == null
                    ? Future.succeededFuture(reply.cast(new InspectReply(new byte[20], 512, 512, 0, List.of())))
                    : Future.failedFuture(refusal);
        }
    };

    private Future<FaceCreated> upload(ErrorCode... refusals) {
        for (ErrorCode refusal : refusals) {
            answers.add(new Fault(refusal, "said so"));
        }
        List<Candidate> cluster = List.of(candidate("a"), candidate("b"), candidate("c"));
        WorkerPool pool = new WorkerPool() {
            @Override
            public List<Candidate> candidates() {
                return cluster;
            }

            @Override
            public void asking(WorkerKey worker) {
                throw new AssertionError("a photo takes no slot");
            }

            @Override
            public void asked(WorkerKey worker, boolean granted) {
                throw new AssertionError("a photo takes no slot");
            }
        };
        Faces faces = new Faces(
                new Selector(clock, new Random(1), Duration.ofSeconds(10)),
                pool,
                calls,
                new FaceStore(
                        new WriteBehind("face", new MemoryMap()), clock, FaceLimits.DEFAULTS, new SecureRandom()));
        return faces.enrol(List.of(Pictures.encoded("jpg", 64, 64)), new Caller("me", false, false));
    }

    private Candidate candidate(String id) {
        return new Candidate(Reports.ready(id, 4, 0), clock.millis(), 0, true, 0);
    }

    private static ErrorCode refused(Future<FaceCreated> upload) {
        return ((Fault) upload.cause()).code();
    }

    @Test
    void aWorkerThatIsLostOverAPhotoIsTheLastToSeeIt() {
        Future<FaceCreated> upload = upload(ErrorCode.WORKER_GONE);
        assertThat(asked).hasSize(1);
        assertThat(refused(upload)).isEqualTo(ErrorCode.WORKER_GONE);
        assertThat(upload.cause()).hasMessageContaining("lost while reading this photo");
    }

    @Test
    void soIsOneThatDoesNotAnswerInTimeOrFails() {
        assertThat(refused(upload(ErrorCode.WORKER_TIMEOUT))).isEqualTo(ErrorCode.WORKER_TIMEOUT);
        assertThat(refused(upload(ErrorCode.INTERNAL))).isEqualTo(ErrorCode.INTERNAL);
        assertThat(asked).hasSize(2);
    }

    @Test
    void aWorkerThatRefusesBeforeItLookedIsFollowedByAnother() {
        assertThat(upload(ErrorCode.DRAINING, ErrorCode.OVERLOADED).succeeded()).isTrue();
        assertThat(asked).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void aFaceThatIsNoneIsNotLookedForTwice() {
        assertThat(refused(upload(ErrorCode.NO_FACE))).isEqualTo(ErrorCode.NO_FACE);
        assertThat(asked).hasSize(1);
    }
}
