package dev.facewire.protocol.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.protocol.error.Fault;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AwaitedDescriptionTest {
    private static final String ANSWER = "{\"sdp\": \"v=0 …\", \"type\": \"answer\"}";

    private final AwaitedDescription awaited = new AwaitedDescription("answer");

    @Test
    void aDescriptionIsGivenOnceWhenItIsWhole() {
        assertThat(awaited.look(new byte[0])).isEmpty();
        assertThat(awaited.look(utf8(ANSWER.substring(0, 20)))).isEmpty();
        assertThat(awaited.look(utf8(ANSWER))).hasValue("v=0 …");
        assertThat(awaited.look(utf8(ANSWER))).isEmpty();
        assertThat(awaited.look(utf8(ANSWER.replace("…", "later")))).hasValue("v=0 later");
    }

    @Test
    void whatPowerShellWritesIsReadToo() {
        assertThat(awaited.look(("\uFEFF" + ANSWER + "\r\n").getBytes(StandardCharsets.UTF_16LE)))
                .hasValue("v=0 …");
        assertThat(awaited.require(("\uFEFF" + ANSWER).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("v=0 …");
    }

    @Test
    void whatIsNoDescriptionIsSaidOnceAfterSomeLooks() {
        byte[] broken = utf8("{\"sdp\": ");
        for (int k = 0; k < 5; k++) {
            assertThat(awaited.look(broken)).isEmpty();
        }
        assertThatThrownBy(() -> awaited.look(broken))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("it holds no answer");
        assertThat(awaited.look(broken)).isEmpty();
        assertThat(awaited.look(utf8(ANSWER))).hasValue("v=0 …");
    }

    @Test
    void anOfferWhereTheAnswerBelongsIsNamedAtOnceAndOnce() {
        byte[] offer = utf8(ANSWER.replace("\"answer\"", "\"offer\""));
        assertThatThrownBy(() -> awaited.look(offer)).hasMessageContaining("it holds an offer", "mixed up");
        assertThat(awaited.look(offer)).isEmpty();
        assertThatThrownBy(() -> awaited.require(offer)).hasMessageContaining("it holds an offer");
    }

    @Test
    void otherContentIsNamedForWhatItIs() {
        assertThatThrownBy(() -> awaited.require(new byte[AwaitedDescription.MAX_BYTES + 1]))
                .hasMessageContaining("more than 512 KB");
        assertThatThrownBy(() -> awaited.require(utf8("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\n")))
                .hasMessageContaining("bare SDP");
        assertThatThrownBy(() -> awaited.require(ANSWER.getBytes(StandardCharsets.UTF_16LE)))
                .hasMessageContaining("save it as UTF-8");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
