package dev.facewire.gateway.whip;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facewire.protocol.error.Fault;
import java.nio.charset.StandardCharsets;

/** Any bytes as the body of a trickle PATCH: refused by a {@link Fault}, or read. */
class SdpFragmentFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void isReadOrRefused(byte[] bytes) {
        try {
            SdpFragment fragment = SdpFragment.parse(new String(bytes, StandardCharsets.UTF_8));
            assertThat(fragment.candidates())
                    .allSatisfy(candidate -> assertThat(candidate.candidate()).startsWith("candidate:"));
        } catch (Fault refused) {
            assertThat(refused.detail()).isNotBlank();
        }
    }
}
