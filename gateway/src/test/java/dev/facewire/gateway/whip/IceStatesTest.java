package dev.facewire.gateway.whip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IceStatesTest {
    private final IceStates<IceState> states = new IceStates<>();

    @Test
    void theLongestOffersAreKeptUpToABoundInBytesAndTheOldestGo() {
        String offer = "x".repeat(64 * 1024);
        for (int i = 0; i < 2000; i++) {
            states.put("s" + i, new IceState(offer, 1, "u"));
        }
        assertThat(states.chars()).isLessThanOrEqualTo(32 << 20);
        assertThat(states.get("s1999")).isNotNull();
        assertThat(states.get("s0")).isNull();
    }

    @Test
    void shortOnesAreKeptUpToANumber() {
        for (int i = 0; i < 20_000; i++) {
            states.put("s" + i, new IceState("offer", 1, "u"));
        }
        assertThat(states.size()).isEqualTo(10_000);
    }

    @Test
    void aRestartReplacesAndTheEndRemoves() {
        states.put("a", new IceState("first", 1, "u"));
        states.put("a", new IceState("second offer", 2, "u"));
        states.put("b", new IceState("other", 1, "u"));
        assertThat(states.size()).isEqualTo(2);
        states.removeIf((id, state) -> id.equals("b"));
        assertThat(states.chars()).isEqualTo("second offer".length());
        states.remove("a");
        states.remove("a");
        assertThat(states.chars()).isZero();
    }
}
