package dev.facewire.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.client.session.MovePolicy.Step;
import dev.facewire.protocol.signal.MoveCause;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MovePolicyTest {
    private static final long MS = 1_000_000;

    private final MovePolicy policy = new MovePolicy(30, Duration.ofSeconds(20));
    private long now = 1_000_000 * MS;
    private long shown = now;

    @Test
    void aFreshPictureStaysWhereItIs() {
        assertThat(decide()).isEqualTo(Step.STAY);
        still(1000);
        assertThat(decide()).isEqualTo(Step.STAY);
    }

    @Test
    void aDeadWorkerAndADrainingOneAreLeftAtOnce() {
        policy.asked(MoveCause.DIED);
        assertThat(decide()).isEqualTo(Step.MOVE);
        MovePolicy other = new MovePolicy(30, Duration.ofSeconds(20));
        other.asked(MoveCause.DRAIN);
        assertThat(other.decide(now, shown, false)).isEqualTo(Step.MOVE);
    }

    @Test
    void aSilentWorkerIsLeftOnlyWhenThePictureStandsStill() {
        policy.asked(MoveCause.SILENT);
        assertThat(decide()).isEqualTo(Step.STAY);
        still(200);
        assertThat(decide()).isEqualTo(Step.STAY);
        still(260);
        assertThat(decide()).isEqualTo(Step.MOVE);
        policy.heardAgain();
        assertThat(decide()).isEqualTo(Step.STAY);
    }

    @Test
    void slowInputsGetMoreTime() {
        MovePolicy slow = new MovePolicy(2, Duration.ofSeconds(20));
        slow.asked(MoveCause.SILENT);
        still(1400);
        assertThat(slow.decide(now, shown, false)).isEqualTo(Step.STAY);
        still(1600);
        assertThat(slow.decide(now, shown, false)).isEqualTo(Step.MOVE);
    }

    @Test
    void withoutAnyWordAPictureThatStandsStillIsReasonEnough() {
        still(2600);
        assertThat(decide()).isEqualTo(Step.MOVE);
        assertThat(policy.decide(now, now, true)).as("media lost").isEqualTo(Step.MOVE);
    }

    @Test
    void oneAttemptAtATimeAndPausesBetweenThem() {
        policy.asked(MoveCause.DIED);
        assertThat(decide()).isEqualTo(Step.MOVE);
        policy.began(now);
        assertThat(decide()).isEqualTo(Step.STAY);
        still(6100);
        assertThat(decide()).isEqualTo(Step.ABANDON);
        policy.failed(now);
        assertThat(decide()).isEqualTo(Step.STAY);
        now += 250 * MS;
        assertThat(decide()).isEqualTo(Step.MOVE);
        policy.began(now);
        policy.failed(now);
        now += 250 * MS;
        assertThat(decide()).as("the pause grows").isEqualTo(Step.STAY);
        now += 250 * MS;
        assertThat(decide()).isEqualTo(Step.MOVE);
        policy.began(now);
        policy.moved();
        shown = now;
        assertThat(decide()).isEqualTo(Step.STAY);
    }

    @Test
    void afterLongEnoughItIsGivenUp() {
        policy.asked(MoveCause.DIED);
        still(20_001);
        assertThat(decide()).isEqualTo(Step.GIVE_UP);
    }

    @Test
    void certaintyIsNotTakenBackBySuspicion() {
        policy.asked(MoveCause.DRAIN);
        policy.asked(MoveCause.SILENT);
        policy.heardAgain();
        assertThat(decide()).isEqualTo(Step.MOVE);
    }

    private void still(long ms) {
        now = shown + ms * MS;
    }

    private Step decide() {
        return policy.decide(now, shown, false);
    }
}
