package dev.facewire.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.protocol.session.IceServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelaysTest {
    private static final long START = -7; // nanoTime has no origin
    private static final IceServer STUN = new IceServer(List.of("stun:a.example"), null, null);
    private static final IceServer TURN = new IceServer(List.of("turn:a.example"), "1700000600:x", "secret");

    private final Relays relays = new Relays();

    private static long after(Duration time) {
        return START + time.toNanos();
    }

    @Test
    void passwordsAreAskedForAnewInTheMiddleOfTheirLife() {
        relays.told(List.of(STUN, TURN), START);
        assertThat(relays.servers()).containsExactly(STUN, TURN);
        assertThat(relays.due(after(Duration.ofSeconds(299)))).isFalse();
        assertThat(relays.due(after(Duration.ofMinutes(5)))).isTrue();
    }

    @Test
    void aGatewayThatDoesNotAnswerIsNotFlooded() {
        relays.told(List.of(TURN), START);
        assertThat(relays.due(after(Duration.ofMinutes(5)))).isTrue();
        assertThat(relays.due(after(Duration.ofSeconds(301)))).isFalse();
        assertThat(relays.due(after(Duration.ofSeconds(310)))).isTrue();
    }

    @Test
    void freshOnesLastAsLong() {
        relays.told(List.of(TURN), START);
        assertThat(relays.due(after(Duration.ofMinutes(5)))).isTrue();
        IceServer fresh = new IceServer(List.of("turn:a.example"), "1700000900:x", "other");
        relays.told(List.of(fresh), after(Duration.ofSeconds(301)));
        assertThat(relays.servers()).containsExactly(fresh);
        assertThat(relays.due(after(Duration.ofMinutes(10)))).isFalse();
        assertThat(relays.due(after(Duration.ofSeconds(601)))).isTrue();
    }

    @Test
    void whatHasNoPasswordsDoesNotAge() {
        relays.told(List.of(STUN), START);
        assertThat(relays.due(after(Duration.ofDays(1)))).isFalse();
        assertThat(new Relays().due(START)).isFalse();
    }
}
