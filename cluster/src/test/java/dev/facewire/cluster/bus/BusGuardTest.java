package dev.facewire.cluster.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Connections without a network, whose time the test sets. */
class BusGuardTest {
    private static final int MAX = 32 << 20;

    private final BusGuard guard = new BusGuard(MAX);

    @Test
    void aConnectionThatSaysNothingIsClosed() {
        EmbeddedChannel silent = connection();
        pass(silent, 31);
        assertThat(silent.isOpen()).isFalse();
    }

    @Test
    void aPeerMayRestBetweenMessagesAndNotWithinOne() {
        EmbeddedChannel peer = connection();
        peer.writeInbound(ping());
        pass(peer, 3600);
        assertThat(peer.isOpen()).isTrue();

        peer.writeInbound(ping().slice(0, 10));
        pass(peer, 29);
        assertThat(peer.isOpen()).isTrue();
        pass(peer, 2);
        assertThat(peer.isOpen()).isFalse();
    }

    @Test
    void unfinishedMessagesOfAllConnectionsTogetherAreBounded() {
        long budget = Math.max(2L * MAX, Runtime.getRuntime().maxMemory() / 8);
        ByteBuf large =
                Unpooled.buffer(MAX).writeInt(MAX).writeByte(2).writeByte(9).writeZero(MAX - 7);
        int fit = (int) (budget / (MAX - 5));
        EmbeddedChannel first = connection();
        feed(first, large);
        for (int i = 1; i < fit; i++) {
            feed(connection(), large);
        }
        EmbeddedChannel tooMuch = connection();
        feed(tooMuch, large);

        assertThat(first.isOpen()).isTrue();
        assertThat(tooMuch.isOpen()).isFalse();
        var unused = first.close();
        EmbeddedChannel next = connection();
        feed(next, large);
        assertThat(next.isOpen()).isTrue();
    }

    @Test
    void nothingOfARefusedConnectionReachesTheBus() {
        EmbeddedChannel stranger = connection();
        ByteBuf garbage = Unpooled.copyInt(0x7ffffff0);
        assertThat(stranger.writeInbound(garbage)).isFalse();
        assertThat(garbage.refCnt()).isZero();
    }

    private EmbeddedChannel connection() {
        EmbeddedChannel listening = new EmbeddedChannel(guard);
        EmbeddedChannel accepted = new EmbeddedChannel(false, false);
        listening.pipeline().fireChannelRead(accepted);
        try {
            accepted.register();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        accepted.freezeTime();
        return accepted;
    }

    private static void feed(EmbeddedChannel channel, ByteBuf bytes) {
        channel.writeInbound(bytes.retainedDuplicate());
        channel.releaseInbound();
    }

    private static void pass(EmbeddedChannel channel, long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    private static ByteBuf ping() {
        return Unpooled.buffer().writeInt(19).writeByte(2).writeByte(1).writeZero(17);
    }
}
