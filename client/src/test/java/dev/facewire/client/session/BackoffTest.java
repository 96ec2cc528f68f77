package dev.facewire.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(3);

    @Test
    void eachStepIsTwiceTheLastUpToTheLimit() {
        Backoff backoff = new Backoff(FIRST, LONGEST, () -> 1);
        assertThat(backoff.next()).hasMillis(500);
        assertThat(backoff.next()).hasMillis(1000);
        assertThat(backoff.next()).hasMillis(2000);
        assertThat(backoff.next()).hasMillis(3000);
        assertThat(backoff.next()).hasMillis(3000);
        backoff.reset();
        assertThat(backoff.next()).hasMillis(500);
    }

    @Test
    void clientsDontComeBackTogether() {
        assertThat(new Backoff(FIRST, LONGEST, () -> 0).next()).hasMillis(250);
        assertThat(new Backoff(FIRST, LONGEST, () -> 0.5).next()).hasMillis(375);
    }
}
