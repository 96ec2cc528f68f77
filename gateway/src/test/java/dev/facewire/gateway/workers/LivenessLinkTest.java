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
}
