package dev.facewire.protocol.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facewire.protocol.error.Fault;
import java.nio.charset.StandardCharsets;

/** Any bytes as an offer: refused by a {@link Fault}, or taken and the same when read again. */
class OfferFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void isTakenOrRefused(byte[] bytes) {
        Sdp offer;
        try {
            offer = OfferRules.check(new String(bytes, StandardCharsets.UTF_8));
        } catch (Fault refused) {
            return;
        }
        assertThat(Sdp.parse(offer.text())).isEqualTo(offer);
    }
}
