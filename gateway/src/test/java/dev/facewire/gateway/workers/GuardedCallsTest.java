package dev.facewire.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.gateway.assign.WorkerCalls;
import dev.facewire.gateway.assign.WorkerKey;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.error.Fault;
import dev.facewire.protocol.worker.Ack;
import dev.facewire.protocol.worker.Verb;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardedCallsTest {
    private final WorkerKey worker = new WorkerKey("w", 1);
    private final List<WorkerKey> late = new ArrayList<>();
    private Promise<Object> answer = Promise.promise();

    private final GuardedCalls calls = new GuardedCalls(
            new WorkerCalls() {
                @Override
                public <T> Future<T> request(WorkerKey to, Verb verb, Object body, Class<T> reply, Duration timeout) {
                    return answer.future().map(reply::cast);
                }
            },
            late::add);

    @Test
    void anAnswerIsPassedOn() {
        Future<Ack> ack = ping();
        answer.complete(Ack.OK);
        assertThat(ack.result()).isEqualTo(Ack.OK);
        assertThat(late).isEmpty();
    }

    @Test
    void aDeadWorkerFailsWhatIsUnderWayAtOnce() {
        Future<Ack> ack = ping();
        calls.gone(worker, "it died");
        assertThat(((Fault) ack.cause()).code()).isEqualTo(ErrorCode.WORKER_GONE);
        answer.complete(Ack.OK); // too late, and harmless
        assertThat(ack.failed()).isTrue();
    }

    @Test
    void anotherLifeOfTheWorkerIsLeftAlone() {
        Future<Ack> ack = ping();
        calls.gone(new WorkerKey("w", 0), "it was restarted");
        assertThat(ack.isComplete()).isFalse();
    }

    @Test
    void aTimeoutIsReportedAndARefusalIsNot() {
        ping();
        answer.fail(new Fault(ErrorCode.WORKER_TIMEOUT, "late"));
        assertThat(late).containsExactly(worker);
        answer = Promise.promise();
        ping();
        answer.fail(new Fault(ErrorCode.FULL, "full"));
        assertThat(late).hasSize(1);
    }

    private Future<Ack> ping() {
        return calls.request(worker, Verb.PING, Ack.OK, Ack.class, Duration.ofSeconds(1));
    }
}
