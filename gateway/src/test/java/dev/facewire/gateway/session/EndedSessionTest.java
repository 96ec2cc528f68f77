package dev.facewire.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.http.SessionAnswer;
import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.signal.MoveCause;
import dev.facewire.protocol.worker.Verb;
import dev.facewire.protocol.worker.WorkerEvent;
import dev.facewire.protocol.worker.WorkerState;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

/** What ended stays ended, and leaves nothing behind. */
class EndedSessionTest {
    private final SessionsFixture here = new SessionsFixture();
    private final MemoryWorkers.Worker first = here.workers.start("a");

    @Test
    void aMoveThatIsUnderWayDoesNotBringASessionBack() {
        String id = here.connected(here.face(), first);
        MemoryWorkers.Worker second = here.workers.start("b");
        here.workers.hold(Verb.RESERVE);
        Future<SessionAnswer> moved = here.move(id, 2);
        here.calls.end(id, "ended by the client");
        here.workers.letGo(Verb.RESERVE);
        here.workers.one().answer();

        assertThat(SessionsFixture.code(moved)).isEqualTo(ErrorCode.NO_SESSION);
        assertThat(here.view(id).state()).isEqualTo(SessionState.ENDED);
        assertThat(here.client.last()).startsWith("ENDED");
        assertThat(first.slots).isEmpty();
        assertThat(second.slots).isEmpty();
    }

    @Test
    void norDoesAMoveToItsOwnWorker() {
        String id = here.connected(here.face(), first);
        here.workers.hold(Verb.RELEASE);
        Future<SessionAnswer> moved = here.move(id, 2); // there is no other: it gives its slot up first
        here.workers.letGo(Verb.RELEASE);
        here.calls.end(id, "ended by the client");
        here.workers.one().answer();
        assertThat(SessionsFixture.code(moved)).isEqualTo(ErrorCode.NO_SESSION);
        assertThat(here.view(id).state()).isEqualTo(SessionState.ENDED);
        assertThat(first.slots).isEmpty();
    }

    @Test
    void norDoesAnOfferNorALostWorker() {
        here.workers.hold(Verb.OFFER);
        Future<SessionAnswer> offered = here.offer(here.face());
        LiveSession session = here.registry.all().get(0);
        here.calls.end(session.id(), "ended by the client");
        here.workers.one().answer();
        here.moves.lost(session, first.key, MoveCause.SILENT, "it was lost while nobody watched");
        assertThat(SessionsFixture.code(offered)).isEqualTo(ErrorCode.NO_SESSION);
        assertThat(session.state()).isEqualTo(SessionState.ENDED);
        assertThat(first.slots).isEmpty();
    }

    /** The slot of a session that was ended while its worker was frozen, which thaws before the session is forgotten. */
    @Test
    void aWorkerThatThawsIsToldThatASessionEndedMeanwhile() {
        String id = here.connected(here.face(), first);
        first.frozen = true;
        here.calls.end(id, "ended by the client");
        assertThat(first.slots).isNotEmpty();
        first.frozen = false;
        here.slots.reached(first.key);
        assertThat(first.slots).isEmpty();
    }

    @Test
    void aMoveThatFailsLeavesTheSessionWhereItWasAndSaysSo() {
        String id = here.connected(here.face(), first);
        MemoryWorkers.Worker second = here.workers.start("b");
        here.workers.refuse(Verb.OFFER, ErrorCode.NO_CODEC);
        assertThat(SessionsFixture.code(here.move(id, 2))).isEqualTo(ErrorCode.NO_CODEC);

        assertThat(here.client.last()).isEqualTo("CONNECTED");
        assertThat(here.registry.recordOf(id).result())
                .satisfies(record -> assertThat(record.worker()).isEqualTo("a"))
                .satisfies(record -> assertThat(record.state()).isEqualTo(SessionState.CONNECTED));
        assertThat(first.slots).containsOnlyKeys(id);
        assertThat(second.slots).isEmpty();
    }

    @Test
    void aMoveToItsOwnWorkerThatFailsIsToldAndSaved() {
        String id = here.connected(here.face(), first);
        here.workers.refuse(Verb.OFFER, ErrorCode.NO_CODEC);
        here.move(id, 2);
        assertThat(here.client.last()).startsWith("FAILED");
        assertThat(here.registry.recordOf(id).result().state()).isEqualTo(SessionState.FAILED);
        assertThat(first.slots).isEmpty();
    }

    @Test
    void aClientThatLeftWhileItsOfferWasUnderWayIsNotListenedFor() {
        here.workers.hold(Verb.RESERVE);
        Future<SessionAnswer> offered = here.offer(here.face());
        here.client.closed = true;
        here.calls.forget(here.client);
        here.workers.letGo(Verb.RESERVE);
        here.workers.one().answer();
        assertThat(offered.succeeded()).isTrue();
        assertThat(here.registry.all().get(0).watched()).isFalse();
        assertThat(here.client.heard).isEmpty();
    }

    /** It would be taken for 15 s otherwise. */
    @Test
    void theSlotThatWasHeldForItsMoveIsReleasedToo() {
        String id = here.connected(here.face(), first);
        MemoryWorkers.Worker second = here.workers.start("b");
        first.state = WorkerState.DRAINING;
        here.moves.tick();
        assertThat(here.client.last()).isEqualTo("move DRAIN");
        assertThat(second.slots).containsOnlyKeys(id);
        here.calls.end(id, "ended by the client");
        assertThat(second.slots).isEmpty();
    }

    /** The client could not connect there; the old connection carries on. */
    @Test
    void aMoveWhoseClientDoesNotConnectLeavesTheSessionWhereItWas() {
        String id = here.connected(here.face(), first);
        MemoryWorkers.Worker second = here.workers.start("b");
        here.move(id, 2);
        here.event(id, second, WorkerEvent.Type.ENDED);
        assertThat(here.view(id).state()).isEqualTo(SessionState.CONNECTED);
        assertThat(here.view(id).worker()).isEqualTo("a");
        assertThat(first.slots).containsOnlyKeys(id);
        assertThat(second.slots).isEmpty();
    }
}
