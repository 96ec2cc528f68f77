package dev.facewire.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.gateway.fake.TestCluster;
import dev.facewire.gateway.turn.IceSupply;
import dev.facewire.protocol.error.ErrorCode;
import dev.facewire.protocol.worker.Verb;
import dev.facewire.protocol.worker.ViewRequest;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewingTest {
    private static final String OFFER = TestCluster.OFFER.replace("a=sendrecv", "a=recvonly");

    private final SessionsFixture here = new SessionsFixture();
    private final MemoryWorkers.Worker worker = here.workers.start("a");
    private final Viewing viewing = new Viewing(here.registry, here.workers, IceSupply.NONE);

    @Test
    void viewersThatComeAllAtOnceAreBoundedBySession() {
        String handle = here.registry.viewOf(here.connected(here.face(), worker));
        String other = here.registry.viewOf(here.connected(here.face(), worker));
        here.workers.hold(Verb.VIEW);
        List<Future<Viewing.Opened>> opened = new ArrayList<>();
        for (int i = 0; i < Viewing.MAX_OPENING_PER_SESSION + 5; i++) {
            opened.add(viewing.open(handle, OFFER));
        }
        assertThat(here.workers.requests(ViewRequest.class)).hasSize(Viewing.MAX_OPENING_PER_SESSION);
        assertThat(SessionsFixture.code(opened.get(opened.size() - 1))).isEqualTo(ErrorCode.TOO_MANY);
        Future<Viewing.Opened> anothers = viewing.open(other, OFFER);
        assertThat(anothers.failed()).as("another session is not concerned").isFalse();

        List.copyOf(here.workers.held).forEach(MemoryWorkers.Held::answer);
        here.workers.letGo(Verb.VIEW);
        assertThat(viewing.open(handle, OFFER).succeeded()).as("they are in").isTrue();
    }
}
