package dev.facewire.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameBudgetTest {
    private final FrameBudget process = new FrameBudget(100, null);

    @Test
    void whatGoesBeyondAPeersShareIsNotLetInAndCostsNothing() {
        FrameBudget peer = new FrameBudget(50, process);
        assertThat(peer.take(50)).isTrue();
        assertThat(peer.take(1)).isFalse();
        assertThat(process.used()).isEqualTo(50);
        peer.give(50);
        assertThat(peer.take(1)).isTrue();
    }

    @Test
    void manyPeersShareTheProcess() {
        FrameBudget one = new FrameBudget(60, process);
        FrameBudget other = new FrameBudget(60, process);
        assertThat(one.take(60)).isTrue();
        assertThat(other.take(60)).isFalse();
        assertThat(other.used()).isZero();
        assertThat(other.take(40)).isTrue();
    }

    @Test
    void theAnswerToAFrameThatWasLetInIsNeverRefusedButCounts() {
        FrameBudget peer = new FrameBudget(50, process);
        assertThat(peer.take(50)).isTrue();
        peer.force(50);
        assertThat(peer.take(1)).isFalse();
        peer.give(50);
        peer.give(50);
        assertThat(peer.used()).isZero();
        assertThat(process.used()).isZero();
    }

    @Test
    void framesAreCountedAsI420() {
        assertThat(FrameBudget.bytes(640, 480)).isEqualTo(460_800);
        assertThat(FrameBudget.bytes(3, 3)).isEqualTo(9 + 8);
    }
}
