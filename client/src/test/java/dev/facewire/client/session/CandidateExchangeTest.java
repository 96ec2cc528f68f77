package dev.facewire.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.protocol.session.IceCandidate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandidateExchangeTest {
    private final CandidateExchange exchange = new CandidateExchange();
    private final List<IceCandidate> sent = new ArrayList<>();
    private final List<IceCandidate> used = new ArrayList<>();

    @Test
    void ownCandidatesWaitForTheSessionsId() {
        exchange.local(candidate("a"));
        exchange.local(candidate("b"));
        assertThat(sent).isEmpty();
        exchange.sessionKnown(sent::addAll);
        exchange.local(candidate("c"));
        assertThat(sent).containsExactly(candidate("a"), candidate("b"), candidate("c"));
    }

    @Test
    void theWorkersCandidatesWaitForItsAnswer() {
        exchange.remote(List.of(candidate("a")));
        assertThat(used).isEmpty();
        exchange.answerAccepted(used::addAll);
        exchange.remote(List.of(candidate("b"), candidate("c")));
        assertThat(used).containsExactly(candidate("a"), candidate("b"), candidate("c"));
    }

    private static IceCandidate candidate(String name) {
        return new IceCandidate("candidate:" + name, "0", 0);
    }
}
