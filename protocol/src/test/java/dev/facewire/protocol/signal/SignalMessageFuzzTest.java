package dev.facewire.protocol.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facewire.protocol.error.Fault;
import java.nio.charset.StandardCharsets;

/** Any bytes as a message: refused by a {@link Fault}, or read and the same when written and read again. */
class SignalMessageFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void isReadOrRefused(byte[] bytes) {
        SignalMessage message;
        try {
            message = SignalMessage.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (Fault refused) {
            assertThat(refused.detail()).doesNotContain("java.", "dev.facewire");
            return;
        }
        assertThat(SignalMessage.parse(message.toText())).isEqualTo(message);
    }
}
