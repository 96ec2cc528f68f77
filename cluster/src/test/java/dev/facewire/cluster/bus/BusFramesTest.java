package dev.facewire.cluster.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BusFramesTest {
    private static final int MAX = 1 << 20;
    private static final byte TEXT = 9;

    private final BusFrames frames = new BusFrames(MAX);

    @Test
    void messagesPassWhereverTheNetworkCutsThem() {
        ByteBuf two = Unpooled.wrappedBuffer(message(2, TEXT, 30), message(2, 1, 19));
        for (int cut = 0; cut <= two.readableBytes(); cut++) {
            BusFrames each = new BusFrames(MAX);
            assertThat(each.accept(two.slice(0, cut))).as("cut at %d", cut).isNull();
            assertThat(each.pending() > 0)
                    .as("cut at %d", cut)
                    .isEqualTo(cut > 0 && cut != 34 && cut != two.readableBytes());
            assertThat(each.accept(two.slice(cut, two.readableBytes() - cut)))
                    .as("cut at %d", cut)
                    .isNull();
            assertThat(each.completed()).isEqualTo(2);
            assertThat(each.pending()).isZero();
        }
        assertThat(two.readerIndex()).isZero();
    }

    @Test
    void aPostIsRefusedAtItsFourthByte() {
        ByteBuf post = Unpooled.copiedBuffer("POST / HTTP/1.1\r\n", StandardCharsets.US_ASCII);
        assertThat(frames.accept(post.slice(0, 3))).isNull();
        assertThat(frames.accept(post.slice(3, 1))).isEqualTo("a message of 1347375956 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x7ffffff0, MAX + 1, -1, 0, 18})
    void aFalseLengthIsRefused(int length) {
        assertThat(frames.accept(Unpooled.copyInt(length))).startsWith("a message of ");
    }

    @Test
    void theLargestMessagePassesAndIsCountedWhileItComes() {
        assertThat(frames.accept(message(2, TEXT, MAX).slice(0, MAX))).isNull();
        assertThat(frames.pending()).isEqualTo(MAX - 4);
    }

    @ParameterizedTest
    @ValueSource(bytes = {16, 17, -1, 11, 40})
    void codecsThatNobodyUsesAreRefusedSerializedClassesAboveAll(byte codec) {
        assertThat(frames.accept(message(2, codec, 64))).isEqualTo("codec " + codec);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 127, 255})
    void anotherWireVersionIsRefused(int version) {
        assertThat(frames.accept(message(version, TEXT, 64))).startsWith("wire version");
    }

    private static ByteBuf message(int version, int codec, int length) {
        return Unpooled.buffer()
                .writeInt(length)
                .writeByte(version)
                .writeByte(codec)
                .writeZero(length - 2);
    }
}
