package dev.facewire.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static final long FRAME = 33_000_000;
    private static final long SHIELDED = 700_000_000;

    private final List<Lane> left = new ArrayList<>();
    private final Lanes lanes = new Lanes(FRAME, SHIELDED, left::add);
    private final Lane old = new Lane(1, 1, null);
    private final Lane next = new Lane(2, 2, null);
    private long now = 1_000_000_000;

    @BeforeEach
    void oneLaneShowsAndANextBegins() {
        lanes.begin(old);
        assertThat(lanes.take(old, true, now)).isTrue();
        lanes.begin(next);
    }

    @Test
    void whileTheOldLaneShowsTheNextHasToProveItself() {
        for (int i = 1; i < Lanes.PROOF_FRAMES; i++) {
            now += FRAME;
            assertThat(lanes.take(old, true, now)).isTrue();
            assertThat(lanes.take(next, true, now)).isFalse();
        }
        now += FRAME;
        assertThat(lanes.take(old, true, now)).isTrue();
        assertThat(lanes.take(next, true, now)).isTrue();
        assertThat(left).containsExactly(old);
        assertThat(lanes.current()).isSameAs(next);
        assertThat(lanes.take(old, true, now))
                .as("a late frame of the lane that was left")
                .isFalse();
    }

    @Test
    void whereTheOldLaneIsSilentTheFirstSwappedFrameIsTaken() {
        now += 3 * FRAME;
        assertThat(lanes.take(next, false, now)).as("shielded").isFalse();
        assertThat(lanes.take(next, true, now)).isTrue();
    }

    @Test
    void framesThatAreAllShieldedAreTakenAfterAWhile() {
        assertThat(lanes.take(next, false, now)).isFalse();
        now += SHIELDED;
        assertThat(lanes.take(old, true, now)).isTrue();
        assertThat(lanes.take(next, false, now)).isTrue();
    }

    @Test
    void aNextLaneThatIsGivenUpLeavesAllAsItWas() {
        assertThat(lanes.abandonNext()).isSameAs(next);
        assertThat(lanes.take(next, true, now)).isFalse();
        assertThat(lanes.take(old, true, now)).isTrue();
        assertThat(left).isEmpty();
    }
}
