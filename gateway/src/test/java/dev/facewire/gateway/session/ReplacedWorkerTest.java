package dev.facewire.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.http.SessionAnswer;
import dev.facewire.protocol.worker.OfferRequest;
import dev.facewire.protocol.worker.Verb;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

/** A worker that goes away between its reservation and its answer is replaced without the client's doing. */
class ReplacedWorkerTest {
    private final SessionsFixture here = new SessionsFixture();
    private final MemoryWorkers.Worker first = here.workers.start("a");

    @Test
    void anotherWorkerAnswers() {
        here.workers.hold(Verb.OFFER);
        Future<SessionAnswer> answer = here.offer(here.face());
        MemoryWorkers.Worker second = here.workers.start("b");
        here.workers.letGo(Verb.OFFER);
        here.workers.one().fail(ErrorCode.WORKER_GONE);

        assertThat(answer.result().worker()).isEqualTo("b");
        assertThat(first.slots).isEmpty();
        assertThat(second.slots).containsOnlyKeys(answer.result().id());
    }

    @Test
    void withoutAnotherTheClientHearsWhatHappenedToTheFirst() {
        here.workers.refuse(Verb.OFFER, ErrorCode.WORKER_GONE);
        assertThat(SessionsFixture.code(here.offer(here.face()))).isEqualTo(ErrorCode.WORKER_GONE);
        assertThat(first.slots).isEmpty();
        assertThat(here.registry.all()).isEmpty();
    }

    @Test
    void noMoreThanThreeAreAsked() {
        for (String id : new String[] {"b", "c", "d", "e"}) {
            here.workers.start(id);
        }
        here.workers.refuse(Verb.OFFER, ErrorCode.FAULTED);
        assertThat(SessionsFixture.code(here.offer(here.face()))).isEqualTo(ErrorCode.FAULTED);
        assertThat(here.workers.requests(OfferRequest.class)).hasSize(3);
    }

    @Test
    void anOfferThatNoWorkerWouldTakeIsNotOfferedAgain() {
        here.workers.start("b");
        here.workers.refuse(Verb.OFFER, ErrorCode.NO_CODEC);
        assertThat(SessionsFixture.code(here.offer(here.face()))).isEqualTo(ErrorCode.NO_CODEC);
        assertThat(here.workers.requests(OfferRequest.class)).hasSize(1);
    }

    @Test
    void aSessionThatEndedMeanwhileIsNotPlacedAgain() {
        here.workers.hold(Verb.OFFER);
        Future<SessionAnswer> answer = here.offer(here.face());
        MemoryWorkers.Worker second = here.workers.start("b");
        here.calls.end(here.registry.all().get(0).id(), "ended by the client");
        here.workers.one().fail(ErrorCode.WORKER_GONE);
        assertThat(answer.failed()).isTrue();
        assertThat(first.slots).isEmpty();
        assertThat(second.slots).isEmpty();
    }
}
