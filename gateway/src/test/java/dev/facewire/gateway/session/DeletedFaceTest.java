package dev.facewire.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.gateway.session.machine.SessionMachine;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.http.SessionAnswer;
import dev.facewire.protocol.http.SessionView;
import dev.facewire.protocol.session.SessionState;
import dev.facewire.protocol.signal.MoveCause;
import dev.facewire.protocol.worker.Verb;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

/** A face that is deleted is shown by no worker any more, whatever was under way. */
class DeletedFaceTest {
    private static final int NONE = -1;

    private final SessionsFixture here = new SessionsFixture();
    private final MemoryWorkers.Worker first = here.workers.start("a");

    @Test
    void thePictureIsPixelatedAndTheClientIsToldWhy() {
        String face = here.face();
        String id = here.connected(face, first);
        assertThat(first.shows(id)).isEqualTo(here.crop(face));

        assertThat(here.delete(face).succeeded()).isTrue();

        assertThat(first.shows(id)).isEqualTo(NONE);
        assertThat(here.view(id).state()).isEqualTo(SessionState.CONNECTED);
        assertThat(here.view(id).reason()).contains("its face was deleted");
        assertThat(here.client.heard).endsWith("CONNECTED: " + SessionMachine.FACE_DELETED, "NO_SUCH_FACE");

        String next = here.face();
        assertThat(here.wear(id, next).succeeded()).isTrue();
        assertThat(first.shows(id)).isEqualTo(here.crop(next));
        assertThat(here.view(id).reason()).isNull();
    }

    @Test
    void aChangeToTheFaceThatIsUnderWayDoesNotOutliveTheDeletion() {
        String id = here.connected(here.face(), first);
        String next = here.face();
        here.workers.hold(Verb.UPDATE);
        Future<SessionView> worn = here.wear(id, next);
        Future<Void> deleted = here.delete(next);
        assertThat(deleted.isComplete())
                .as("answered only when nobody shows it")
                .isFalse();

        here.workers.letGo(Verb.UPDATE);
        here.workers.one().answer();

        assertThat(SessionsFixture.code(worn)).isEqualTo(ErrorCode.NO_SUCH_FACE);
        assertThat(deleted.succeeded()).isTrue();
        assertThat(first.shows(id)).isEqualTo(NONE);
    }

    @Test
    void aChangeWhoseAnswerGotLostMayHaveBeenMade() {
        String kept = here.face();
        String id = here.connected(kept, first);
        String next = here.face();
        here.workers.hold(Verb.UPDATE);
        Future<SessionView> worn = here.wear(id, next);
        here.workers.letGo(Verb.UPDATE);
        here.workers.one().loseAnswer();
        assertThat(worn.failed()).isTrue();
        assertThat(here.view(id).face()).isEqualTo(kept);
        assertThat(first.shows(id)).isEqualTo(here.crop(next));

        here.delete(next);
        assertThat(first.shows(id)).isEqualTo(NONE);
    }

    /** The user changed to another face and then deleted the old one, without waiting: the new one stays on. */
    @Test
    void theFaceThatWasGivenUpIsDeletedWhileTheNewOneIsOnItsWay() {
        String old = here.face();
        String id = here.connected(old, first);
        String next = here.face();
        here.workers.hold(Verb.UPDATE);
        here.wear(id, next);
        Future<Void> deleted = here.delete(old);
        here.workers.letGo(Verb.UPDATE);
        here.workers.one().answer();
        assertThat(deleted.succeeded()).isTrue();
        assertThat(first.shows(id)).isEqualTo(here.crop(next));
        assertThat(here.view(id).reason()).isNull();
    }

    @Test
    void aSessionThatMovesIsPixelatedOnBothWorkersAndStaysSoWhereItGoesBack() {
        String face = here.face();
        String id = here.connected(face, first);
        MemoryWorkers.Worker second = here.workers.start("b");
        assertThat(here.move(id, 2).succeeded()).isTrue();
        assertThat(second.shows(id)).isEqualTo(first.shows(id)).isNotEqualTo(NONE);

        here.delete(face);
        assertThat(first.shows(id)).as("it serves until the client has moved").isEqualTo(NONE);
        assertThat(second.shows(id)).isEqualTo(NONE);

        second.gone = true;
        here.moves.workerGone(second.key, MoveCause.DIED, "worker b died");
        assertThat(here.view(id).worker()).isEqualTo("a");
        assertThat(here.view(id).reason()).contains("its face was deleted");
        assertThat(first.shows(id)).isEqualTo(NONE);
    }

    @Test
    void aFaceThatIsChangedInTheMiddleOfAMoveLeavesTheOldWorkerToo() {
        String old = here.face();
        String id = here.connected(old, first);
        MemoryWorkers.Worker second = here.workers.start("b");
        here.move(id, 2);
        String next = here.face();
        here.wear(id, next);
        here.delete(old);
        assertThat(first.shows(id)).isEqualTo(here.crop(next));
        assertThat(second.shows(id)).isEqualTo(here.crop(next));
    }

    @Test
    void aMoveThatIsUnderWayDoesNotBringItBack() {
        String face = here.face();
        String id = here.connected(face, first);
        MemoryWorkers.Worker second = here.workers.start("b");
        here.workers.hold(Verb.RESERVE);
        Future<SessionAnswer> moved = here.move(id, 2);
        here.delete(face);
        here.workers.letGo(Verb.RESERVE);
        here.workers.one().answer();

        assertThat(SessionsFixture.code(moved)).isEqualTo(ErrorCode.NO_SUCH_FACE);
        assertThat(second.slots).as("the slot is given back").isEmpty();
        assertThat(first.shows(id)).isEqualTo(NONE);
    }

    @Test
    void anOfferThatIsUnderWayDoesNotBringItBack() {
        String face = here.face();
        here.workers.hold(Verb.OFFER);
        Future<SessionAnswer> offered = here.offer(face);
        here.delete(face);
        here.workers.one().answer();
        assertThat(SessionsFixture.code(offered)).isEqualTo(ErrorCode.NO_SUCH_FACE);
        assertThat(first.slots).isEmpty();
    }

    @Test
    void aSessionThatLostItsWorkerIsReachedToo() {
        String face = here.face();
        String id = here.connected(face, first);
        here.moves.workerGone(first.key, MoveCause.SILENT, "worker a fell silent"); // and its media may go on
        assertThat(here.view(id).state()).isEqualTo(SessionState.FAILED);
        here.delete(face);
        assertThat(first.shows(id)).isEqualTo(NONE);
    }

    @Test
    void aWorkerThatCanNotBeToldIsToldWhenItAnswersAgain() {
        String face = here.face();
        String id = here.connected(face, first);
        first.frozen = true;
        assertThat(here.delete(face).succeeded()).isTrue();
        assertThat(here.view(id).state()).isEqualTo(SessionState.FAILED);
        assertThat(here.view(id).reason()).isEqualTo("its face was deleted");
        assertThat(first.shows(id)).as("nobody can tell it").isNotEqualTo(NONE);

        first.frozen = false;
        here.slots.reached(first.key);
        assertThat(first.shows(id)).isEqualTo(NONE);
        assertThat(first.slots).isEmpty();
    }

    /** A worker that is cut off from the cluster for minutes serves its clients all the while. */
    @Test
    void aWorkerThatWasAwayForLongIsToldAllTheSame() {
        String face = here.face();
        String id = here.connected(face, first);
        first.frozen = true;
        here.delete(face);
        first.gone = true; // no longer listed
        for (int minute = 0; minute < 60; minute++) {
            here.clock.elapse(60_000);
            here.events.tick();
        }
        first.gone = false;
        first.frozen = false;
        here.slots.reached(first.key);
        assertThat(first.shows(id)).isEqualTo(NONE);
    }

    @Test
    void aDeletionOfAnotherGatewayThatNobodyToldOfIsFoundInTheTick() {
        String face = here.face();
        String id = here.connected(face, first);
        here.faceMap.values.remove(face);
        here.faceMap.values.put("gone." + face, "");
        here.events.tick();
        assertThat(first.shows(id)).isEqualTo(NONE);
        assertThat(here.view(id).reason()).contains("its face was deleted");
        int told = here.workers.requests.size();
        here.events.tick();
        assertThat(here.workers.requests).as("told once").hasSize(told);
    }
}
