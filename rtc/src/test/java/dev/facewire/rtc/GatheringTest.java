package dev.facewire.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private final Gathering gathering = new Gathering();

    @Test
    void aRestartWaitsForItsOwnCandidates() throws Exception {
        gathering.begin("first");
        gathering.candidate("candidate:1 1 udp 1 10.0.0.1 5000 typ host ufrag first");
        gathering.complete();
        gathering.awaitAll(Duration.ofDays(1)); // at once
        assertThat(gathering.isEmpty()).isFalse();

        gathering.begin("second");
        gathering.complete(); // still of the first
        gathering.candidate("candidate:2 1 udp 1 10.0.0.1 5002 typ host ufrag first");
        assertThat(gathering.isEmpty()).isTrue();
        gathering.awaitAll(Duration.ZERO);

        gathering.candidate("candidate:1 1 udp 1 10.0.0.1 5001 typ host ufrag second");
        gathering.awaitFirst(Duration.ofDays(1));
        gathering.awaitAll(Duration.ofDays(1));
        assertThat(gathering.isEmpty()).isFalse();
    }

    @Test
    void anOfferWithTheSameCredentialsWaitsForNothing() throws Exception {
        gathering.begin("first");
        gathering.candidate("candidate:1 1 udp 1 10.0.0.1 5000 typ host ufrag first");
        gathering.complete();
        gathering.begin("first");
        gathering.awaitAll(Duration.ofDays(1));
        assertThat(gathering.isEmpty()).isFalse();
    }

    @Test
    void whileItLastsItIsNotCalledEmpty() throws Exception {
        gathering.begin("first");
        gathering.awaitFirst(Duration.ofMillis(1));
        assertThat(gathering.isEmpty()).isFalse();
    }
}
