package dev.facewire.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facewire.protocol.sdp.Sdp;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RemoteCandidatesTest {
    private final RemoteCandidates candidates = new RemoteCandidates(false);

    private static String host(int number) {
        return "candidate:1 1 udp 1 10.0.0." + number + " 5000 typ host";
    }

    private static String relay(int number) {
        return "candidate:1 1 udp 1 192.0.2." + number + " 5000 typ relay raddr 0.0.0.0 rport 0";
    }

    private long taken(int from, int to) {
        return IntStream.range(from, to).filter(i -> candidates.take(host(i))).count();
    }

    @Test
    void aFloodOfOneKindLeavesRoomForTheRelaysThatComeLast() {
        assertThat(taken(1, 200)).isEqualTo(RemoteCandidates.MAX_OF_A_KIND);
        assertThat(IntStream.range(1, 200)
                        .filter(i -> candidates.take(relay(i)))
                        .count())
                .isEqualTo(32 - RemoteCandidates.MAX_OF_A_KIND);
    }

    @Test
    void theSameOneTwiceCountsOnce() {
        assertThat(candidates.take(host(1))).isTrue();
        assertThat(candidates.take(host(1))).isFalse();
    }

    @Test
    void thoseInTheDescriptionCountAndARestartBeginsAnew() {
        taken(1, 200);
        candidates.described(Sdp.parse("v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=" + host(1) + "\r\n"));
        assertThat(candidates.take(host(1))).isFalse();
        assertThat(taken(2, 200)).isEqualTo(RemoteCandidates.MAX_OF_A_KIND - 1);
    }

    @Test
    void whatMustNotBeFollowedIsNotTaken() {
        assertThat(candidates.take("candidate:1 1 udp 1 127.0.0.1 22 typ host")).isFalse();
        assertThat(candidates.take("candidate:1 1 tcp 1 10.0.0.1 22 typ host tcptype passive"))
                .isFalse();
        assertThat(new RemoteCandidates(true).take("candidate:1 1 tcp 1 10.0.0.1 22 typ host tcptype passive"))
                .isTrue();
    }
}
