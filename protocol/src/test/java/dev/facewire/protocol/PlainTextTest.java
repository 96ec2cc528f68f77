package dev.facewire.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facewire.protocol.error.Fault;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainTextTest {
    private static final String TEXT = "{\"name\": \"Ünï\"}\r\n";

    @Test
    void whatEditorsWriteIsReadAsTheSameText() {
        assertThat(PlainText.decode(TEXT.getBytes(StandardCharsets.UTF_8))).isEqualTo(TEXT);
        assertThat(PlainText.decode(("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(TEXT);
        assertThat(PlainText.decode(("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_16LE)))
                .isEqualTo(TEXT);
        assertThat(PlainText.decode(("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_16BE)))
                .isEqualTo(TEXT);
        assertThat(PlainText.decode(new byte[0])).isEmpty();
    }

    @Test
    void otherBytesAreRefusedWithWhatToDo() {
        assertThatThrownBy(() -> PlainText.decode(TEXT.getBytes(StandardCharsets.UTF_16LE)))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("save it as UTF-8");
        assertThatThrownBy(() -> PlainText.decode(TEXT.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("save it as UTF-8");
    }
}
