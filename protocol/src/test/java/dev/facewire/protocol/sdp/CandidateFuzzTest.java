package dev.facewire.protocol.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Any bytes as a candidate: never an exception, and never one to this machine itself. */
class CandidateFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void isUsableOrNot(byte[] bytes) {
        String candidate = new String(bytes, StandardCharsets.UTF_8);
        if (CandidateRules.usable(candidate)) {
            String address = candidate.trim().split("\\s+", -1)[4];
            assertThat(address).isNotIn("127.0.0.1", "0.0.0.0", "::1", "::", "localhost");
        }
    }
}
