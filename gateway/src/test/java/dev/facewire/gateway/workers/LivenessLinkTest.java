package dev.facewire.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LivenessLinkTest {
    @Test
    void readsHostAndPort() {
        assertThat(LivenessLink.parse("10.0.0.7:4100").host()).isEqualTo("10.0.0.7");
        assertThat(LivenessLink.parse("[fe80::1]:4100").port()).isEqualTo(4100);
        assertThat(LivenessLink.parse("[fe80::1]:4100").host()).isEqualTo("fe80::1");
    }

    @Test
    void whatIsNeitherIsNoLink() {
        assertThat(LivenessLink.parse(null)).isNull();
        assertThat(LivenessLink.parse("")).isNull();
        assertThat(LivenessLink.parse("host")).isNull();
        assertThat(LivenessLink.parse(":80")).isNull();
        assertThat(LivenessLink.parse("host:0")).isNull();
        assertThat(LivenessLink.parse("host:70000")).isNull();
    }

    @Test
    void waitsLongerAfterEachShortConnectionAndNotAfterOneThatHeld() {
        long shortly = 1_000_000;
        long wait = LivenessLink.nextWaitMs(0, shortly);
        assertThat(wait).isEqualTo(LivenessLink.FIRST_WAIT_MS);
        assertThat(LivenessLink.nextWaitMs(wait, shortly)).isEqualTo(2 * wait);
        for (int i = 0; i < 20; i++) {
            wait = LivenessLink.nextWaitMs(wait, shortly);
        }
        assertThat(wait).isEqualTo(LivenessLink.MOST_WAIT_MS);
        assertThat(LivenessLink.nextWaitMs(wait, 1_000_000_000)).isZero();
    }
}
